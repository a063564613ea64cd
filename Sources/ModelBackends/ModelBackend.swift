package import Executions
package import GeminiAPI

/// Something that answers requests to models: a script, another model, a recording.
package protocol ModelBackend: Sendable {
  /// Whether it may answer a request as it arrives; where not, nobody asks, since asking costs every request.
  var answersArrivals: Bool { get }

  /// Answers a request with the bytes of another server, in any method of a model.
  ///
  /// - Parameters:
  ///   - request: As it came.
  ///   - stage: What was done with it here before.
  /// - Returns: Nil where the request is answered by what is known of it here; the default.
  /// - Throws: A status in the API's form where no answer can be given, or `CancellationError`.
  func verbatim(_ request: RequestTransport, _ stage: VerbatimStage) async throws -> VerbatimAnswer?

  /// Chooses the answer to a conversation.
  ///
  /// - Parameter conversation: A validated request.
  /// - Returns: The answer in the making.
  /// - Throws: A status in the API's form where no answer can be given, or `CancellationError`.
  func respond(to conversation: Conversation) async throws -> ModelAnswer
}

extension ModelBackend {
  package var answersArrivals: Bool { false }

  package func verbatim(_ request: RequestTransport, _ stage: VerbatimStage) async throws -> VerbatimAnswer? { nil }
}

/// How a backend answers a conversation.
package enum ModelAnswer: Sendable {
  /// Turn by turn: code runs here, and the surface writes the answer.
  case turns(any ModelResponder)
  /// In bytes that go out as they are.
  case verbatim(VerbatimAnswer)
}

/// One response in the making, given delta by delta; it lives as long as the response.
///
/// Deltas are pulled: a client that reads slowly slows the backend down, and a response that ends early pulls no more.
/// Whoever streams from another server ends that when the responder is released or its task is cancelled.
package protocol ModelResponder: Sendable {
  /// How fast the response is said; nil for at once.
  var pace: Pace? { get }

  /// Whether deltas come as the model makes them, so that nobody knows which is the last: each then goes out at once. Where
  /// the turn is known beforehand, its last text carries the finish reason.
  var isLive: Bool { get }

  /// Begins a turn of the model.
  ///
  /// - Parameters:
  ///   - result: Nil for the first turn, afterwards what came of the last code of the turn before.
  ///   - runsCode: Whether code of this turn is run: not in a turn that is the last one because a limit is reached.
  /// - Returns: The first code of the turn that will run, where it is known before the turn is said; nil where it is not.
  ///   With it a sandbox session is taken before anything goes out, so that a full queue is an error response.
  /// - Throws: A status in the API's form, or `CancellationError`.
  func beginTurn(after result: Execution?, runsCode: Bool) async throws -> ExecutableCode?

  /// Gives the next delta of the turn.
  ///
  /// Code is run when it comes, before the next delta is asked for. A turn in which code ran, and which calls no function
  /// of the client, is followed by another turn; any other turn ends the response.
  ///
  /// - Returns: Nil at the end of the turn.
  /// - Throws: A status in the API's form, or `CancellationError`.
  func nextDelta() async throws -> ModelDelta?
}

extension ModelResponder {
  package var pace: Pace? { nil }
  package var isLive: Bool { false }
}

extension [ModelDelta] {
  /// The first code that runs, for the answer of `beginTurn`; nil where its result was written down beforehand.
  package var codeAhead: ExecutableCode? {
    for delta in self {
      guard case .executableCode(let code, let plan) = delta else { continue }
      return plan?.canned == nil ? code : nil
    }
    return nil
  }
}
