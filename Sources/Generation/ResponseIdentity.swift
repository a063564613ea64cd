package import GeminiAPI
import Glibc
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
      var candidate = Candidate(
        content: Content(role: "model", parts: parts),
        finishReason: ending?.reason,
        finishMessage: ending?.message,
        index: index > 0 || hasIndex ? index : nil
      )
      if let ratings = ending?.safetyRatings { candidate.otherMembers = [JSONMember("safetyRatings", ratings)] }
      return candidate
    }
    var response = GenerateContentResponse(
      candidates: candidates,
      promptFeedback: ending?.promptFeedback,
      usageMetadata: usage,
      modelVersion: modelVersion,
      createTime: createTime?.text,
      responseId: responseId
    )
    response.writesRoleFirst = dialect.roleFirst
    return response
  }
}

/// Makes what is new in each response: ids (22 characters of URL-safe base64, as the service's are) and its time.
package final class ResponseIdentifiers: Sendable {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  private static let codeAlphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)

  private struct State {
    var random: any RandomNumberGenerator & Sendable
    var seed: UInt64?
  }

  private let state: Mutex<State>
  let now: @Sendable () -> Timestamp

  /// Creates the source of ids.
  ///
  /// - Parameters:
  ///   - random: Where the bits come from; a test passes a seeded generator.
  ///   - now: Tells the time.
  package init(
    random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
    now: @escaping @Sendable () -> Timestamp = ResponseIdentifiers.systemTime
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

  /// The machine's clock.
  ///
  /// - Returns: The moment.
  package static func systemTime() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: time.tv_sec * 1_000_000 + time.tv_nsec / 1_000)
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
    case .alphanumeric: nextName(count: 8)
    case .call: "call_\(10_000 + state.withLock { $0.random.next() as UInt64 } % 90_000)"
    }
  }

  /// Makes the id of a resource.
  ///
  /// - Parameter count: How many characters it has.
  /// - Returns: Lower-case letters and digits.
  package func nextName(count: Int) -> String {
    state.withLock { state in
      String(
        decoding: (0..<count).map { _ in
          Self.codeAlphabet[Int(state.random.next(upperBound: UInt64(Self.codeAlphabet.count)))]
        },
        as: UTF8.self
      )
    }
  }
}
