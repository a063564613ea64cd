/// How a model's responses look on the wire where models, years and services differ.
///
/// The defaults are those of Gemini 2.5 as recorded in 2025 and 2026; the head of `models.yaml` explains each key.
package struct Dialect: Hashable, Sendable, Decodable {
  /// What pairs code with its result.
  package enum CodeIDs: String, Sendable, Decodable {
    case none
    /// Eight lower-case letters and digits.
    case alphanumeric
    /// `call_` and five digits.
    case call
  }

  /// How many results answer a block that failed after it had printed something.
  package enum FailedResults: String, Sendable, Decodable {
    case one, two
  }

  /// Where a candidate says its index.
  package enum CandidateIndex: String, Sendable, Decodable {
    case always, notOnResults, never
  }

  /// Which chunks of a stream carry token counts.
  package enum UsageChunks: String, Sendable, Decodable {
    case everyChunk, lastChunk
  }

  /// What the counts of a result's chunk are.
  package enum UsageOnResults: String, Sendable, Decodable {
    case repeated, promptOnly
  }

  /// What the chunks before the last one count.
  package enum UsageScope: String, Sendable, Decodable {
    case response
    /// Only the pass of the model they belong to.
    case pass
  }

  package var codeIds = CodeIDs.none
  package var thoughtSignatures = false
  package var failedResults = FailedResults.one
  /// Lines put below the heading of a traceback; nil shows user code's frames only.
  package var tracebackFrame: String?
  package var candidateIndex = CandidateIndex.always
  package var roleFirst = false
  package var createTime = false
  package var finishReasonOnCode = false
  package var emptyTextAfterCode = false
  package var emptyLastChunk = false
  package var functionCallMessage = false
  package var usageChunks = UsageChunks.everyChunk
  package var usageOnResults = UsageOnResults.repeated
  package var usageScope = UsageScope.response
  package var hiddenPromptTokens = 0
  package var thoughtsInToolUsePrompt = true
  package var candidatesTokensDetails = false
  package var serviceTier: String?
  package var trafficType: String?
  /// The name of the dialect that takes this one's place on the paths of Vertex AI.
  package var onVertex: String?

  package init() {}

  enum CodingKeys: String, CodingKey, CaseIterable {
    case codeIds, thoughtSignatures, failedResults, tracebackFrame, candidateIndex, roleFirst, createTime
    case finishReasonOnCode, emptyTextAfterCode, emptyLastChunk, functionCallMessage
    case usageChunks, usageOnResults, usageScope
    case hiddenPromptTokens, thoughtsInToolUsePrompt, candidatesTokensDetails, serviceTier, trafficType, onVertex
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func read<Value: Decodable>(_ key: CodingKeys, _ path: WritableKeyPath<Dialect, Value>) throws {
      if let value = try container.decodeIfPresent(Value.self, forKey: key) { self[keyPath: path] = value }
    }
    func readText(_ key: CodingKeys, _ path: WritableKeyPath<Dialect, String?>) throws {
      self[keyPath: path] = try container.decodeIfPresent(String.self, forKey: key)
    }
    try read(.codeIds, \.codeIds)
    try read(.thoughtSignatures, \.thoughtSignatures)
    try read(.failedResults, \.failedResults)
    try readText(.tracebackFrame, \.tracebackFrame)
    try read(.candidateIndex, \.candidateIndex)
    try read(.roleFirst, \.roleFirst)
    try read(.createTime, \.createTime)
    try read(.finishReasonOnCode, \.finishReasonOnCode)
    try read(.emptyTextAfterCode, \.emptyTextAfterCode)
    try read(.emptyLastChunk, \.emptyLastChunk)
    try read(.functionCallMessage, \.functionCallMessage)
    try read(.usageChunks, \.usageChunks)
    try read(.usageOnResults, \.usageOnResults)
    try read(.usageScope, \.usageScope)
    try read(.hiddenPromptTokens, \.hiddenPromptTokens)
    try read(.thoughtsInToolUsePrompt, \.thoughtsInToolUsePrompt)
    try read(.candidatesTokensDetails, \.candidatesTokensDetails)
    try readText(.serviceTier, \.serviceTier)
    try readText(.trafficType, \.trafficType)
    try readText(.onVertex, \.onVertex)
  }
}

/// The service whose paths a request came by; both serve the same models, and Vertex AI writes them differently.
package enum ServiceSurface: String, Hashable, Sendable, Decodable {
  case gemini
  case vertex
}

/// The dialects of a `models.yaml` by their names.
package struct Dialects: Hashable, Sendable {
  /// In the order of the file.
  package let names: [String]
  private let byName: [String: Dialect]

  init(names: [String] = [], byName: [String: Dialect] = [:]) {
    self.names = names
    self.byName = byName
  }

  /// - Parameter name: A name of the file.
  /// - Returns: Nil for a name the file does not have.
  package subscript(name: String) -> Dialect? { byName[name] }
}

extension ModelCatalog {
  /// The dialect of a model's responses.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - surface: The service whose path the request took.
  /// - Returns: The model's own, or what takes its place on the paths of Vertex AI.
  package func dialect(of model: Entry, on surface: ServiceSurface) -> Dialect {
    let own = model.dialect.flatMap { dialects[$0] } ?? Dialect()
    guard surface == .vertex, let name = own.onVertex else { return own }
    return dialects[name] ?? own
  }
}
