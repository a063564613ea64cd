import GeminiAPI

/// The form a request wants its answer in, by `responseMimeType` and a schema beside it.
enum AnswerForm: Sendable {
  case json(Schema?)
  /// `text/x.enum`: one of the values the schema names, without quotes.
  case choice(Schema)

  /// Nil where any text will do.
  init?(_ config: GenerationConfig?) {
    let schema = (config?.responseSchema ?? config?.responseJsonSchema).map(Schema.init)
    switch (config?.responseMimeType, schema) {
    case ("application/json", _): self = .json(schema)
    case ("text/x.enum", let schema?): self = .choice(schema)
    default: return nil
    }
  }

  /// What is wrong with an answer.
  ///
  /// - Parameter text: All texts of the answer, thoughts left out, as clients join them.
  /// - Returns: The end of a sentence that begins with the fixture; nil where the form fits.
  func fault(of text: String) -> String? {
    switch self {
    case .json(let schema):
      let value: JSONValue
      do {
        value = try JSONParser.parse(Array(text.utf8))
      } catch {
        let given = text.isEmpty ? "nothing" : PromptExcerpt.quoted(text, maximumLength: 120)
        return "answers with \(given), which is not JSON, but the request wants responseMimeType 'application/json'"
      }
      guard let schema, let fault = SchemaCheck.fault(of: value, in: schema) else { return nil }
      return "answers with JSON that does not fit the request's response schema: \(fault)"
    case .choice(let schema):
      guard let fault = SchemaCheck.fault(of: .string(text), in: schema) else { return nil }
      return "answers with no value of the request's enum: \(fault)"
    }
  }

  /// An answer in this form, where the script has none.
  ///
  /// - Parameter text: What the script would say; it stands in the answer where no schema asks for other things.
  /// - Returns: A text that has no fault.
  func sample(saying text: String) -> String {
    switch self {
    case .json(nil): TemplateValue(JSONValue.object([JSONMember("answer", .string(text))])).json
    case .json(let schema?): TemplateValue(SchemaSample.value(for: schema)).json
    case .choice(let schema): SchemaSample.value(for: schema).text ?? ""
    }
  }
}
