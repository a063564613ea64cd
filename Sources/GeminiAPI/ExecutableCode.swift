/// Code the model wrote to be run.
package struct ExecutableCode: Hashable, Sendable {
  /// Pairs the code with its result; Gemini 3 and later set it, 2.x leaves it out.
  package var id: String?
  package var language: Language
  package var code: String

  package init(id: String? = nil, language: Language = .python, code: String) {
    self.id = id
    self.language = language
    self.code = code
  }
}

/// Programming language of executable code; declaration order is the number on the wire.
package enum Language: String, CaseIterable, Sendable {
  case unspecified = "LANGUAGE_UNSPECIFIED"
  case python = "PYTHON"
}
