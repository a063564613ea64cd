/// How a model behaves in sessions of the Live API, where models differ.
package struct LiveTraits: Hashable, Sendable {
  /// Whether functions are called while the model goes on.
  package enum Calls: String, Sendable, Decodable {
    /// Every call waits, whatever the client declares.
    case blocking
    /// Calls wait unless the client declares `NON_BLOCKING`.
    case blockingByDefault
    /// No call waits unless the client declares `BLOCKING`.
    case nonBlockingByDefault
    /// No call waits, and nothing may be said of when answers are spoken.
    case nonBlocking
  }

  /// What becomes of something typed while the model speaks or waits for an answer to a call.
  package enum Typing: String, Sendable, Decodable {
    case interrupts, waits
  }

  /// When a session says where it can be resumed.
  package enum Handles: String, Sendable, Decodable {
    /// After each turn, where the client asked for it.
    case asked
    /// After each turn, to all.
    case always
  }

  /// `TEXT`, `AUDIO`, or both, of which a session has one.
  package var modalities = ["AUDIO"]
  package var codeExecution = false
  /// Whether calls are shown as the code that makes them, `print(default_api.f())`.
  package var callsAsCode = false
  package var calls = Calls.blockingByDefault
  /// Whether a turn is over once functions are called, so that their answers begin another one.
  package var turnEndsWithCall = false
  package var typingWhileSpeaking = Typing.interrupts
  package var typingWhileCalling = Typing.interrupts
  package var handles = Handles.asked
  /// Whether every content names its role.
  package var rolesRequired = false
  package var thinkingLevelRequired = false
  /// Whether `interactionStatus` says at the end of a turn if calls are still open.
  package var interactionStatus = false
  /// How many bytes of sound one message has.
  package var audioByteCount = 9_600

  package init() {}

  /// A model that nothing is known of: it writes, and its code is run.
  static let ofAnyModel: LiveTraits = {
    var traits = LiveTraits()
    (traits.modalities, traits.codeExecution) = (["TEXT"], true)
    return traits
  }()
}
