/// What a fixture asks of a request; a criterion that is nil is met by all.
struct FixtureMatch: Sendable {
  var prompt: PromptMatcher?
  var model: Glob?
  var turn: CountCondition?
  var files: FileCriteria?

  /// What was found in a turn of the user's; nil when a criterion is not met.
  func captures(in turn: UserTurn) async -> Captures? {
    guard model?.matches(turn.model) ?? true, self.turn?.holds(for: turn.number) ?? true else { return nil }
    var accepted: [InputFileDescription] = []
    if let files {
      accepted = turn.files.filter(files.accepts)
      guard files.count.holds(for: accepted.count) else { return nil }
    }
    guard let prompt else { return Captures(numbered: [turn.prompt], file: accepted.first) }
    guard var captures = await prompt.captures(in: turn) else { return nil }
    captures.file = accepted.first
    return captures
  }

  /// Whether a request that meets `other` always meets this; false where that cannot be told cheaply.
  func covers(_ other: FixtureMatch) -> Bool {
    guard model == nil || model == other.model, turn == nil || turn == other.turn,
      files == nil || files == other.files
    else { return false }
    guard let prompt else { return true }
    return other.prompt.map(prompt.covers) ?? false
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
