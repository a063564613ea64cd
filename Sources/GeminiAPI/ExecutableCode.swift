/// Code the model wrote to be run.
package struct ExecutableCode: WireMessage {
  /// Pairs the code with its result; Gemini 3 and later set it, 2.x leaves it out.
  package var id: String?
  package var language = Language.unspecified
  package var code = ""

  package init() {}

  package init(id: String? = nil, language: Language = .python, code: String) {
    self.id = id
    self.language = language
    self.code = code
  }

  package mutating func visit(_ fields: inout some FieldVisitor) {
    fields.field("language", &language)
    fields.field("code", &code)
    fields.field("id", &id)
  }
}

/// Programming language of executable code; declaration order is the number on the wire.
package enum Language: String, CaseIterable, Sendable {
  case unspecified = "LANGUAGE_UNSPECIFIED"
  case python = "PYTHON"
}
