import Executions
import GeminiAPI
import ModelBackends

/// What a fixture asks of a request; a criterion that is nil, or an empty list, is met by all.
struct FixtureMatch: Sendable {
  var prompt: PromptMatcher?
  /// Compared with the system instruction's texts.
  var system: PromptMatcher?
  /// At least one of these is met.
  var any: [FixtureMatch] = []
  var model: Glob?
  var turn: CountCondition?
  /// Which of the requests that meet all else this is, in its namespace.
  var call: CountCondition?
  var tools: ToolCriteria?
  var answered: AnsweredCriterion?
  var answer: AnswerCriterion?
  var codeResult: CodeResultCriterion?
  var files: FileCriteria?
  var stream: Bool?
  /// Any one of these; empty for all.
  var apis: [RequestAPI] = []
  var headers: [HeaderCriterion] = []
  var body: [BodyCriterion] = []
  var path: Glob?

  /// What was found in a turn of the user's; nil when a criterion is not met.
  ///
  /// `call` is not looked at.
  ///
  /// - Parameters:
  ///   - turn: The turn.
  ///   - steps: What patterns are paid from.
  /// - Returns: What was found.
  /// - Throws: Where a pattern would cost more.
  func captures(in turn: UserTurn, _ steps: PatternSteps) throws(PatternTooCostly) -> Captures? {
    guard model?.matches(turn.model) ?? true, self.turn?.holds(for: turn.number) ?? true else { return nil }
    guard answered?.holds(for: turn.answers) ?? true, answer?.holds(for: turn.answers) ?? true else { return nil }
    guard apis.isEmpty || apis.contains(turn.transport.api) else { return nil }
    guard stream ?? turn.transport.isStream == turn.transport.isStream,
      path?.matches(turn.transport.clientPath) ?? true,
      tools?.holds(for: turn.tools) ?? true, codeResult?.holds(for: turn.lastOutcome) ?? true
    else { return nil }
    if !headers.isEmpty {
      let sent = turn.transport.headers()
      for criterion in headers where try !criterion.holds(for: sent, steps) { return nil }
    }
    if !body.isEmpty {
      let root = turn.body
      for criterion in body where try !criterion.holds(for: root, steps) { return nil }
    }
    if let system, try system.captures(in: turn.system, steps) == nil { return nil }
    var accepted: [CodeFile] = []
    if let files {
      accepted = turn.files.filter(files.accepts)
      guard files.count.holds(for: accepted.count) else { return nil }
    }
    var captures = Captures(numbered: [turn.prompt])
    if let prompt {
      guard let found = try prompt.captures(in: turn.matched, steps) else { return nil }
      captures = found
    }
    if !any.isEmpty {
      guard let found = try firstAlternative(in: turn, steps) else { return nil }
      if prompt == nil { captures = found }
    }
    captures.file = accepted.first ?? captures.file
    return captures
  }

  private func firstAlternative(in turn: UserTurn, _ steps: PatternSteps) throws(PatternTooCostly) -> Captures? {
    for alternative in any {
      if let captures = try alternative.captures(in: turn, steps) { return captures }
    }
    return nil
  }

  /// Whether a request that meets `other` always meets this; false where that cannot be told cheaply.
  func covers(_ other: FixtureMatch) -> Bool {
    guard model == nil || model == other.model, turn == nil || turn == other.turn,
      files == nil || files == other.files, answered == nil || answered == other.answered,
      answer == nil || answer == other.answer, codeResult == nil || codeResult == other.codeResult,
      tools == nil || tools == other.tools, stream == nil || stream == other.stream,
      apis.isEmpty || (!other.apis.isEmpty && Set(other.apis).isSubset(of: apis)), path == nil || path == other.path,
      // A fixture that answers some calls only leaves the others to those behind it.
      call == nil, any.isEmpty, headers.isEmpty, body.isEmpty
    else { return false }
    if let system {
      guard let narrower = other.system, system.covers(narrower) else { return false }
    }
    guard let prompt else { return true }
    return other.prompt.map(prompt.covers) ?? false
  }
}

/// Whether the client has answered a function call of the turn at hand.
enum AnsweredCriterion: Hashable, Sendable {
  case nothing
  case something
  /// A function of this name.
  case function(String)

  /// Reads `false`, `true` or a name.
  init(_ text: String) {
    self =
      switch text {
      case "false": .nothing
      case "true": .something
      default: .function(text)
      }
  }

  func holds(for answers: [FunctionResponse]) -> Bool {
    switch self {
    case .nothing: answers.isEmpty
    case .something: !answers.isEmpty
    case .function(let name): answers.contains { $0.name == name }
    }
  }

  var source: String {
    switch self {
    case .nothing: "no function answered"
    case .something: "a function answered"
    case .function(let name): "'\(name)' answered"
    }
  }
}

/// What the client's answer to a function call says.
struct AnswerCriterion: Hashable, Sendable {
  var name: String?
  /// Stands in the answer's JSON, whatever the case.
  var contains: String?
  /// Members the answer has, and maybe others.
  var json: JSONValue?

  func holds(for answers: [FunctionResponse]) -> Bool {
    answers.contains { answer in
      guard name == nil || name == answer.name else { return false }
      let response = answer.response ?? .null
      if let contains, !TemplateValue(response).json.lowercased().contains(contains.lowercased()) { return false }
      return json.map(response.includes) ?? true
    }
  }

  var source: String {
    var words = ["an answer"]
    if let name { words.append("of '\(name)'") }
    if let contains { words.append("with '\(contains)'") }
    if let json { words.append("with \(TemplateValue(json).json)") }
    return words.joined(separator: " ")
  }
}

/// What came of the code that ran last in the conversation.
enum CodeResultCriterion: String, CaseIterable, Sendable {
  case ok, failed, any, none

  func holds(for outcome: Outcome?) -> Bool {
    switch self {
    case .ok: outcome == .ok
    case .failed: outcome != nil && outcome != .ok
    case .any: outcome != nil
    case .none: outcome == nil
    }
  }
}

/// Which tools a request has: `codeExecution` and its like, and functions by name.
struct ToolCriteria: Hashable, Sendable {
  var all: [String] = []
  var any: [String] = []
  var none: [String] = []

  func holds(for tools: [String]) -> Bool {
    all.allSatisfy(tools.contains) && (any.isEmpty || any.contains(where: tools.contains))
      && !none.contains(where: tools.contains)
  }

  var source: String {
    [("all of", all), ("any of", any), ("none of", none)].filter { !$0.1.isEmpty }
      .map { "\($0.0) \($0.1.joined(separator: ", "))" }.joined(separator: "; ")
  }
}

/// Which input files count for a fixture, and how many it wants.
struct FileCriteria: Hashable, Sendable {
  var mime: Glob?
  /// The name code finds, or the one the client gave.
  var name: Glob?
  /// At least one where nothing is said.
  var count: CountCondition

  func accepts(_ file: CodeFile) -> Bool {
    guard mime?.matches(file.mimeType) ?? true else { return false }
    guard let name else { return true }
    return name.matches(file.name) || file.displayName.map(name.matches) ?? false
  }

  var source: String {
    var words = ["\(count.source) files"]
    if let mime { words.append("of type \(mime.pattern)") }
    if let name { words.append("named \(name.pattern)") }
    return words.joined(separator: " ")
  }
}

/// What one header says.
struct HeaderCriterion: Sendable {
  var name: String
  var matcher: PromptMatcher

  func holds(for headers: [(name: String, value: String)], _ steps: PatternSteps) throws(PatternTooCostly) -> Bool {
    for header in headers where header.name.lowercased() == name.lowercased() {
      if try matcher.captures(in: FoldedText(header.value), steps) != nil { return true }
    }
    return false
  }
}

/// What stands at one place of the body.
struct BodyCriterion: Sendable {
  /// A JSON pointer (RFC 6901), `/generationConfig/temperature`.
  var pointer: String
  var wanted: Wanted

  enum Wanted: Sendable {
    /// For texts, and for other values their JSON.
    case text(PromptMatcher)
    /// For objects the members that are there, with maybe others.
    case value(JSONValue)
  }

  func holds(for root: JSONValue?, _ steps: PatternSteps) throws(PatternTooCostly) -> Bool {
    guard let value = found(in: root) else { return false }
    switch wanted {
    case .text(let matcher):
      return try matcher.captures(in: FoldedText(value.text ?? TemplateValue(value).json), steps) != nil
    case .value(let wanted): return value.includes(wanted)
    }
  }

  func found(in root: JSONValue?) -> JSONValue? { root?.value(at: pointer) }

  var source: String {
    switch wanted {
    case .text(let matcher): matcher.source
    case .value(let value): TemplateValue(value).json
    }
  }
}

extension JSONValue {
  /// The value at a JSON pointer; names are taken in either form, `generation_config` or `generationConfig`.
  func value(at pointer: String) -> JSONValue? {
    var value = self
    for step in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
      let name = String(step).replacing("~1", with: "/").replacing("~0", with: "~")
      let found: JSONValue? =
        switch value {
        case .object(let members):
          (members.last { $0.key.text == name } ?? members.last { Self.plain($0.key.text) == Self.plain(name) })?.value
        case .array(let elements): Int(name).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
        default: nil
        }
      guard let found else { return nil }
      value = found
    }
    return value
  }

  private static func plain(_ name: String) -> String { name.lowercased().filter { $0 != "_" } }

  /// Whether all that another value has is here too: members of objects, elements of lists in their places.
  func includes(_ other: JSONValue) -> Bool {
    switch (self, other) {
    case (.object(let members), .object(let wanted)):
      return wanted.allSatisfy { member in
        members.last { $0.key.text == member.key.text }?.value.includes(member.value) ?? false
      }
    case (.array(let elements), .array(let wanted)):
      return elements.count == wanted.count && zip(elements, wanted).allSatisfy { $0.includes($1) }
    case (.number(let number), .number(let wanted)):
      return number.text == wanted.text || Double(number.text) == Double(wanted.text)
    case (.string(let text), .string(let wanted)): return text.text == wanted.text
    default: return self == other
    }
  }
}
