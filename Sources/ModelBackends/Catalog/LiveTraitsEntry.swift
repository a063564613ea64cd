/// `live` of `models.yaml` as it is written; what is nil is as a shorter beginning has it.
struct LiveTraitsEntry: Hashable, Sendable, Decodable {
  var modalities: [String]?
  var codeExecution: Bool?
  var callsAsCode: Bool?
  var calls: LiveTraits.Calls?
  var turnEndsWithCall: Bool?
  var typingWhileSpeaking: LiveTraits.Typing?
  var typingWhileCalling: LiveTraits.Typing?
  var handles: LiveTraits.Handles?
  var rolesRequired: Bool?
  var thinkingLevelRequired: Bool?
  var interactionStatus: Bool?
  var audioByteCount: Int?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case modalities, codeExecution, callsAsCode, calls, turnEndsWithCall, typingWhileSpeaking, typingWhileCalling
    case handles, rolesRequired, thinkingLevelRequired, interactionStatus, audioByteCount
  }

  /// The first value that cannot be meant, with its key.
  var fault: (key: String, message: String)? {
    if let modalities, modalities.isEmpty || !Set(modalities).isSubset(of: ["TEXT", "AUDIO"]) {
      return ("modalities", "'modalities' must be a list of TEXT and AUDIO, with one at least")
    }
    if let audioByteCount, !(2...1_000_000).contains(audioByteCount) || audioByteCount % 2 != 0 {
      return ("audioByteCount", "'audioByteCount' must be an even number from 2 to 1000000")
    }
    return nil
  }

  func apply(to traits: inout LiveTraits) {
    traits.modalities = modalities ?? traits.modalities
    traits.codeExecution = codeExecution ?? traits.codeExecution
    traits.callsAsCode = callsAsCode ?? traits.callsAsCode
    traits.calls = calls ?? traits.calls
    traits.turnEndsWithCall = turnEndsWithCall ?? traits.turnEndsWithCall
    traits.typingWhileSpeaking = typingWhileSpeaking ?? traits.typingWhileSpeaking
    traits.typingWhileCalling = typingWhileCalling ?? traits.typingWhileCalling
    traits.handles = handles ?? traits.handles
    traits.rolesRequired = rolesRequired ?? traits.rolesRequired
    traits.thinkingLevelRequired = thinkingLevelRequired ?? traits.thinkingLevelRequired
    traits.interactionStatus = interactionStatus ?? traits.interactionStatus
    traits.audioByteCount = audioByteCount ?? traits.audioByteCount
  }
}

extension LiveTraits {
  /// Collects what holds for a model; defaults where no beginning of `live` fits its id.
  ///
  /// - Parameters:
  ///   - model: The model's id without `models/`.
  ///   - beginnings: Traits by the beginning of the ids they hold for; a longer beginning counts more.
  init(of model: String, in beginnings: [String: LiveTraitsEntry]) {
    self.init()
    for beginning in beginnings.keys.filter(model.hasPrefix).sorted(by: { $0.utf8.count < $1.utf8.count }) {
      beginnings[beginning]?.apply(to: &self)
    }
  }
}
