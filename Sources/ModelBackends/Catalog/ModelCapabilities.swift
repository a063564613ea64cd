/// What a request may ask of a model; a member that is nil is not checked.
package struct ModelCapabilities: Hashable, Sendable, Decodable {
  /// The smallest and the largest `thinkingBudget`; 0 and -1 are apart.
  package var thinkingBudget: [Int]?
  /// Whether `thinkingBudget` 0, which turns thinking off, is allowed.
  package var thinkingOff: Bool?
  /// The values of `thinkingLevel`; empty for a model that has none.
  package var thinkingLevels: [String]?
  /// Whether `presencePenalty` and `frequencyPenalty` may be set.
  package var penalties: Bool?
  package var logprobs: Bool?
  /// The sets of `responseModalities`, any one of which may be asked for.
  package var responseModalities: [[String]]?
  /// Whether functions beside built-in tools need `includeServerSideToolInvocations`.
  package var serverSideToolFlag: Bool?
  /// Whether the role `function` and a model's turn at the end are refused.
  package var strictTurns: Bool?
  /// Whether a call of a function may be followed by a turn of the user's that does not answer it.
  package var unansweredCalls: Bool?
  /// Whether functions may stand beside `computerUse`, which the client carries out as it does functions.
  package var computerUse: Bool?

  /// The fewest tokens of a prompt that is kept.
  package var minimumCachedTokens: Int?

  package init() {}

  enum CodingKeys: String, CodingKey, CaseIterable {
    case thinkingBudget, thinkingOff, thinkingLevels, penalties, logprobs, responseModalities, serverSideToolFlag
    case strictTurns, unansweredCalls, computerUse, minimumCachedTokens
  }
}

extension ModelCapabilities {
  /// Collects what holds for a model.
  ///
  /// - Parameters:
  ///   - model: The model's id without `models/`.
  ///   - beginnings: Capabilities by the beginning of the ids they hold for; a longer beginning counts more.
  init(of model: String, in beginnings: [String: ModelCapabilities]) {
    self.init()
    for beginning in beginnings.keys.filter(model.hasPrefix).sorted(by: { $0.utf8.count < $1.utf8.count }) {
      if let more = beginnings[beginning] { take(more) }
    }
  }

  private mutating func take(_ more: ModelCapabilities) {
    thinkingBudget = more.thinkingBudget ?? thinkingBudget
    thinkingOff = more.thinkingOff ?? thinkingOff
    thinkingLevels = more.thinkingLevels ?? thinkingLevels
    penalties = more.penalties ?? penalties
    logprobs = more.logprobs ?? logprobs
    responseModalities = more.responseModalities ?? responseModalities
    serverSideToolFlag = more.serverSideToolFlag ?? serverSideToolFlag
    strictTurns = more.strictTurns ?? strictTurns
    unansweredCalls = more.unansweredCalls ?? unansweredCalls
    computerUse = more.computerUse ?? computerUse
    minimumCachedTokens = more.minimumCachedTokens ?? minimumCachedTokens
  }

  /// The first value that cannot be meant, with its key.
  var fault: (key: String, message: String)? {
    if let budget = thinkingBudget, budget.count != 2 || budget[0] < 0 || budget[0] > budget[1] {
      return ("thinkingBudget", "'thinkingBudget' must be two whole numbers from 0, the smaller one first")
    }
    if let least = minimumCachedTokens, least < 0 {
      return ("minimumCachedTokens", "'minimumCachedTokens' must be a whole number from 0")
    }
    let levels: Set = ["MINIMAL", "LOW", "MEDIUM", "HIGH"]
    if let unknown = thinkingLevels?.first(where: { !levels.contains($0) }) {
      return ("thinkingLevels", "'\(unknown)' is not a thinking level; there are MINIMAL, LOW, MEDIUM and HIGH")
    }
    let modalities: Set = ["TEXT", "IMAGE", "AUDIO"]
    if let unknown = responseModalities?.joined().first(where: { !modalities.contains($0) }) {
      return ("responseModalities", "'\(unknown)' is not a modality; there are TEXT, IMAGE and AUDIO")
    }
    return nil
  }
}
