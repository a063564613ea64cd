import Executions
import GeminiAPI
import ModelBackends

/// A scripted answer: when it is given, and what it says.
///
/// A class, as every request passes by many of them, and a copy would count its way through all that is in them.
final class Fixture: Sendable {
  let name: String
  let location: SourceLocation
  let match: FixtureMatch
  let answers: FixtureAnswers
  /// How fast its replies are said.
  let pace: Pace?
  /// What breaks on the wire, whichever of its answers is given.
  let fault: WireFault?

  /// What tells it from others, also after its file was read again.
  let id: String

  init(
    name: String,
    location: SourceLocation,
    match: FixtureMatch,
    answers: FixtureAnswers,
    pace: Pace? = nil,
    fault: WireFault? = nil
  ) {
    (self.name, self.location, self.answers, self.pace, self.fault) = (name, location, answers, pace, fault)
    var match = match
    // Else the same call would answer its own answer, and a client that calls functions by itself would never stop.
    if match.answered == nil, match.answer == nil, answers.haveCall { match.answered = .nothing }
    self.match = match
    id = "\(location.file)#\(name)"
  }
}

/// What a fixture answers, time after time.
enum FixtureAnswers: Sendable {
  case always(FixtureAnswer)
  /// One after the other in each namespace, each so many times; then the last one for good, or where that is nil
  /// nothing, as if the fixture were not there.
  case script([(times: Int, answer: FixtureAnswer)], then: FixtureAnswer?)

  var all: [FixtureAnswer] {
    switch self {
    case .always(let answer): [answer]
    case .script(let entries, let last): entries.map(\.answer) + (last.map { [$0] } ?? [])
    }
  }

  /// Whether one of the replies calls a function of the client's.
  var haveCall: Bool { all.contains { $0.reply.contains(where: \.hasCall) } }

  /// The answer to the request of a number.
  ///
  /// - Parameter number: From 1, in its namespace.
  /// - Returns: Nil where the script is over.
  func answer(number: Int) -> FixtureAnswer? {
    switch self {
    case .always(let answer): return answer
    case .script(let entries, let last):
      var rest = number
      for entry in entries {
        if rest <= entry.times { return entry.answer }
        rest -= entry.times
      }
      return last
    }
  }
}

/// One answer of a fixture.
struct FixtureAnswer: Sendable {
  var reply: [ReplyStep]
  /// What breaks on the wire with this answer alone.
  var fault: WireFault?
}

/// One step of a reply.
enum ReplyStep: Sendable {
  case parts(ReplyParts)
  /// Tried in order: the next only where the one before did not end with `OUTCOME_OK`.
  /// When none succeeds, the reply goes on with the next step, and `result` is the last failure.
  case attempts([ReplyParts])

  var hasCode: Bool {
    switch self {
    case .parts(let parts): parts.runsCode
    case .attempts(let list): list.contains(where: \.runsCode)
    }
  }

  var hasCall: Bool {
    if case .parts(let parts) = self { !parts.calls.isEmpty } else { false }
  }
}

/// What a step says, in the order of the properties.
struct ReplyParts: Sendable {
  /// Before all else.
  var pause: Duration?
  var think: ReplyText?
  var text: ReplyText?
  var images: [CodeFile] = []
  /// Parts as they go out.
  var raw: [Part] = []
  var calls: [ReplyCall] = []
  var code: ReplyText?
  var run = ReplyRun()
  var usage: UsageOverride?
  var fault: WireFault?
  /// Members of the candidate beside its content, `groundingMetadata` and the like.
  var candidate: [JSONMember] = []
  var ending: ReplyEnding?

  /// Whether it has code whose result is not written down.
  var runsCode: Bool { code != nil && run.canned == nil }
}

/// How the code of a step runs, and what is expected of it.
struct ReplyRun: Sendable {
  var timeout: Duration?
  /// Files the code finds in its working directory.
  var files: [CodeFile] = []
  var canned: Execution?
  /// Nil takes any outcome.
  var expected: Execution.Outcome?
  /// Said instead of the rest of the reply where the code fails.
  var onFailure: [ReplyStep]?
}

/// How a step ends the response.
enum ReplyEnding: Sendable {
  case finish(FinishReason, message: String?, ratings: JSONValue?)
  case block(PromptFeedback)
  case error(Status)
}
