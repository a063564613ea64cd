import GeminiAPI

/// What a fixture asks of a request; a criterion that is nil is met by all.
struct FixtureMatch: Sendable {
  var prompt: PromptMatcher?
  /// Compared with the system instruction's texts.
  var system: PromptMatcher?
  var answered: AnsweredCriterion?
  var model: Glob?
  var turn: CountCondition?
  var files: FileCriteria?

  /// What was found in a turn of the user's; nil when a criterion is not met.
  func captures(in turn: UserTurn) async -> Captures? {
    guard model?.matches(turn.model) ?? true, self.turn?.holds(for: turn.number) ?? true else { return nil }
    guard answered?.holds(for: turn.answers) ?? true else { return nil }
    if let system, await system.captures(in: turn.system) == nil { return nil }
    var accepted: [InputFileDescription] = []
    if let files {
      accepted = turn.files.filter(files.accepts)
      guard files.count.holds(for: accepted.count) else { return nil }
    }
    guard let prompt else { return Captures(numbered: [turn.prompt], file: accepted.first) }
    guard var captures = await prompt.captures(in: turn.matched) else { return nil }
    captures.file = accepted.first
    return captures
  }

  /// Whether a request that meets `other` always meets this; false where that cannot be told cheaply.
  func covers(_ other: FixtureMatch) -> Bool {
    guard model == nil || model == other.model, turn == nil || turn == other.turn,
      files == nil || files == other.files, answered == nil || answered == other.answered
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
}

/// Which input files count for a fixture, and how many it wants.
struct FileCriteria: Hashable, Sendable {
  var mime: Glob?
  /// The name code finds, or the one the client gave.
  var name: Glob?
  /// At least one where nothing is said.
  var count: CountCondition

  func accepts(_ file: InputFileDescription) -> Bool {
    guard mime?.matches(file.mimeType) ?? true else { return false }
    guard let name else { return true }
    return name.matches(file.name) || file.displayName.map(name.matches) ?? false
  }
}
