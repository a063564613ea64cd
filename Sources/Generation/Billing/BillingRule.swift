/// What of a response is paid for; the setting `billing`.
package enum BillingRule: String, CaseIterable, Sendable, Codable {
  /// As the code execution guide tells it: the prompt once, and all that comes back, results of code included.
  case guide
  /// As `usageMetadata` sums up: what the model was fed after each run is input again, and results are not output.
  case observed
}
