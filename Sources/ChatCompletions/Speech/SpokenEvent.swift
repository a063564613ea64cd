import GeminiAPI

/// What a model's words turned out to be.
enum SpokenEvent: Hashable, Sendable {
  case text(String)
  case thought(String)
  /// A whole block, cleaned: no prompts, no commands of notebooks, nothing left of what closes it.
  case code(String, form: CallForm)
  /// A call of one of the client's functions; its arguments are an object.
  case call(name: String, arguments: JSONValue)
  /// A call of a function that nobody offered, in the place of an answer; only where one is looked for.
  case stranger(name: String)
}
