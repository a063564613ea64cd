package import GeminiAPI
package import ModelBackends
import Synchronization

/// What every chunk of one response repeats, and how all of them are written.
package struct ResponseIdentity: Hashable, Sendable {
  package var responseId: String
  /// The model without `models/`.
  package var modelVersion: String
  package var dialect: Dialect
  /// Tokens that count as prompt though no one wrote them.
  package var hiddenPromptTokens = 0
  /// How many candidates say the same.
  package var candidateCount = 1
  /// When the response began; nil where the dialect does not say it.
  package var createTime: Timestamp?

  package init(responseId: String, modelVersion: String, dialect: Dialect = Dialect()) {
    self.responseId = responseId
    self.modelVersion = modelVersion
    self.dialect = dialect
  }

  /// - Parameters:
  ///   - parts: What is said.
  ///   - ending: Why nothing follows; nil where more does.
  ///   - hasIndex: Whether the first candidate says its index; others do in any case.
  ///   - usage: The counts to show.
  /// - Returns: One answer or chunk.
  func response(_ parts: [Part], ending: Ending?, hasIndex: Bool, usage: UsageMetadata?) -> GenerateContentResponse {
    let isBlocked = ending?.promptFeedback != nil
    let candidates = (0..<(isBlocked ? 0 : candidateCount)).map { index in
      var candidate = Candidate(content: Content(role: "model", parts: parts), finishReason: ending?.reason)
      candidate.finishMessage = ending?.message
      candidate.index = index > 0 || hasIndex ? index : nil
      if let members = ending?.candidateMembers { candidate.otherMembers = members }
      return candidate
    }
    var response = GenerateContentResponse(
      candidates: candidates,
      modelVersion: modelVersion,
      responseId: responseId
    )
    response.promptFeedback = ending?.promptFeedback
    response.usageMetadata = usage
    response.createTime = createTime?.text
    response.writesRoleFirst = dialect.roleFirst
    return response
  }
}

/// Makes what is new in each response and resource: ids (22 characters of URL-safe base64 for a response, as the service's
/// are) and its time.
///
/// Where a seed was given, each kind of resource has a sequence of its own, and so has each answer of a batch: what runs
/// beside a request does not change its ids.
package final class ResponseIdentifiers: Sendable {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  private static let codeAlphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)

  private struct State {
    var random: any RandomNumberGenerator & Sendable
    var seed: UInt64?
    /// Of resources, where a seed was given.
    var sequences: [String: SplitMix] = [:]
  }

  private let state: Mutex<State>
  /// The time of everything that is answered and stored.
  package let now: @Sendable () -> Timestamp

  /// Creates the source of ids.
  ///
  /// - Parameters:
  ///   - random: Where the bits come from; a test passes a seeded generator.
  ///   - now: Tells the time.
  package init(
    random: any RandomNumberGenerator & Sendable,
    now: @escaping @Sendable () -> Timestamp
  ) {
    state = Mutex(State(random: random))
    self.now = now
  }

  /// Draws ids from a number from here on: the same number, the same ids.
  package func seed(_ seed: UInt64) {
    state.withLock { $0 = State(random: SplitMix(state: seed), seed: seed) }
  }

  /// Begins anew where a seed was given.
  package func restart() {
    if let seed = state.withLock({ $0.seed }) { self.seed(seed) }
  }

  /// Ids of their own for what runs beside requests.
  ///
  /// - Parameter label: Tells it from all others; the same label draws the same ids from the same seed.
  /// - Returns: A source with its own sequence where a seed was given, else this one.
  func branch(_ label: String) -> ResponseIdentifiers {
    guard let seed = state.withLock({ $0.seed }) else { return self }
    return ResponseIdentifiers(random: SplitMix(state: seed ^ FNV(label).value), now: now)
  }

  /// Makes the id of a response.
  package func next() -> String {
    var (high, low) = state.withLock { ($0.random.next() as UInt64, $0.random.next() as UInt64) }
    return String(unsafeUninitializedCapacity: 22) { buffer in
      for index in 0..<22 {
        buffer[index] = Self.alphabet[Int(low & 63)]
        low = low >> 6 | high << 58
        high >>= 6
      }
      return 22
    }
  }

  /// Makes the id of a code block.
  ///
  /// - Parameter form: Its form; with `none` there is no id.
  /// - Returns: The id, nil where there is none.
  package func nextCodeID(_ form: Dialect.CodeIDs) -> String? {
    switch form {
    case .none: nil
    case .alphanumeric: state.withLock { Self.name(count: 8, using: &$0.random) }
    case .call: "call_\(10_000 + state.withLock { $0.random.next() as UInt64 } % 90_000)"
    }
  }

  /// Makes the id of a resource.
  ///
  /// - Parameters:
  ///   - kind: What kind of resource it is, such as `file`.
  ///   - count: How many characters the id has.
  /// - Returns: Lower-case letters and digits. After a restart with the same seed ids come again: look whether it is free.
  package func nextName(of kind: String, count: Int) -> String {
    state.withLock { state in
      guard let seed = state.seed else { return Self.name(count: count, using: &state.random) }
      return Self.name(count: count, using: &state.sequences[kind, default: SplitMix(state: seed ^ FNV(kind).value)])
    }
  }

  /// Makes the id of a function call in a session of the Live API.
  ///
  /// - Returns: `function-call-` and 18 to 20 digits, as recorded of the service.
  package func nextFunctionCallID() -> String {
    let least: UInt64 = 100_000_000_000_000_000
    return "function-call-\(least + draw("call") % (UInt64.max - least))"
  }

  /// Makes a UUID of version 4 in lower case.
  package func nextUUID() -> String {
    let high = draw("uuid") & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
    let low = draw("uuid") & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    let digits = Self.hexadecimal(high) + Self.hexadecimal(low)
    let groups = [(0, 8), (8, 4), (12, 4), (16, 4), (20, 12)].map { digits.dropFirst($0.0).prefix($0.1) }
    return groups.joined(separator: "-")
  }

  private static func hexadecimal(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Draws a number; where a seed was given, each kind has a sequence of its own.
  private func draw(_ kind: String) -> UInt64 {
    state.withLock { state in
      guard let seed = state.seed else { return state.random.next() }
      return state.sequences[kind, default: SplitMix(state: seed ^ FNV(kind).value)].next()
    }
  }

  private static func name(count: Int, using random: inout some RandomNumberGenerator) -> String {
    let characters = (0..<count).map { _ in codeAlphabet[Int(random.next(upperBound: UInt64(codeAlphabet.count)))] }
    return String(decoding: characters, as: UTF8.self)
  }
}
