/// What responses have used and would cost, model by model; the JSON of `GET /_pollux/usage`.
package struct UsageReport: Hashable, Sendable, Codable {
  /// The responses of one model.
  package struct Line: Hashable, Sendable, Codable {
    /// The model's id, without `models/`.
    package var model: String
    package var responses = 0
    /// Whether `models.yaml` has its price; without one it costs nothing here.
    package var isPriced: Bool
    /// `usageMetadata`, added up.
    package var promptTokenCount = 0
    package var cachedContentTokenCount = 0
    package var candidatesTokenCount = 0
    package var toolUsePromptTokenCount = 0
    package var thoughtsTokenCount = 0
    package var totalTokenCount = 0
    /// By either rule.
    package var guide = Bill()
    package var observed = Bill()

    /// - Parameter rule: What is paid for.
    /// - Returns: The bill of all its responses.
    package func bill(_ rule: BillingRule) -> Bill {
      switch rule {
      case .guide: guide
      case .observed: observed
      }
    }
  }

  /// The rule that was chosen: `guide` or `observed`.
  package var billing: BillingRule
  package var currency = "USD"
  /// By model.
  package var models: [Line] = []

  /// The bill of all responses by the chosen rule.
  package var total: Bill {
    models.reduce(into: Bill()) { $0 += $1.bill(billing) }
  }
}
