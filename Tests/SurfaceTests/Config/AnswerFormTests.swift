import Foundation
import Testing
import TestSupport

extension Surfaces {
  /// `responseMimeType` and schemas.
  @Suite(
    "The form of an answer",
    .surface(
      fixtures: "Fixtures/config",
      outputs: [
        "import json\nprint(json.dumps({\"name\": \"Bern\", \"people\": 6 * 7}))":
          "{\"name\": \"Bern\", \"people\": 42}\n"
      ]
    )
  )
  struct AnswerFormTests {
    private static let city = """
      {"type": "OBJECT", "properties": {"name": {"type": "STRING"}, "people": {"type": "INTEGER", "minimum": 500}}, \
      "required": ["name", "people"]}
      """

    private static func json(_ schema: String, _ key: String = "responseSchema") -> String {
      #""responseMimeType": "application/json", "\#(key)": \#(schema)"#
    }

    @Test("an answer that fits is given as it is", arguments: ["responseSchema", "response_json_schema"])
    func fits(key: String) async throws {
      let schema = key == "responseSchema" ? Self.city : Self.city.lowercased()
      let answer = try await SurfaceServer.current.config("the city of Bern", Self.json(schema, key))
      #expect(answer.text == #"{"name": "Bern", "people": 700}"#)
    }

    @Test(
      "an answer in another form is told with the fixture, the place and the reason",
      arguments: [
        ("the city of Bern", json(city.replacing("500", with: "701")), "$.people: 700 is less than 701"),
        (
          "the city of Bern", json(city.replacing(#""people"]"#, with: #""country"]"#), "response_json_schema"),
          "$.country: it is required and missing"
        ),
        ("the city of Bern", json(#"{"type": "ARRAY", "items": {"type": "STRING"}}"#), "is not an array"),
        ("colour", #""responseMimeType": "application/json""#, "answers with \"red\", which is not JSON"),
        (
          "colour", #""responseMimeType": "text/x.enum", "responseSchema": {"type": "STRING", "enum": ["blue"]}"#,
          #"\"red\" is none of \"blue\""#
        ),
      ]
    )
    func doesNotFit(prompt: String, config: String, reason: String) async throws {
      let answer = try await SurfaceServer.current.ask(prompt, #""generationConfig": {\#(config)}"#)
      #expect(answer.status == 400)
      let error = try #require(try answer.decoded(GenerateAnswer.self).error, "\(answer.text)")
      #expect(error.status == "FAILED_PRECONDITION", "which no client retries")
      #expect(error.message.contains(reason.replacing(#"\""#, with: "\"")), "\(error.message)")
      #expect(error.message.contains(prompt == "colour" ? "'colour'" : "'city'"))
      #expect(error.message.contains("answers.yaml:"))
    }

    @Test("a value of an enum")
    func choice() async throws {
      let config = #""responseMimeType": "text/x.enum", "responseSchema": {"type": "STRING", "enum": ["blue", "red"]}"#
      #expect(try await SurfaceServer.current.config("colour", config).text == "red")
    }

    @Test("JSON from what code printed, at a model that has both")
    func besideCode() async throws {
      let schema = Self.city.replacing(#", "minimum": 500"#, with: "")
      let members = #""tools": [{"codeExecution": {}}], "generationConfig": {\#(Self.json(schema))}"#
      let answer: ConfigAnswer = try await SurfaceServer.current.ask("measure", members, model: "gemini-3.5-flash")
        .decoded()
      #expect(answer.text == #"{"name": "Bern", "people": 42}"#)
      let strict = members.replacing(schema, with: Self.city)
      let refused = try await SurfaceServer.current.ask("measure", strict, model: "gemini-3.5-flash")
      #expect(refused.status == 400 && refused.text.contains("42 is less than 500"), "\(refused.text)")
    }

    @Test("an answer cut by maxOutputTokens need not be whole")
    func cut() async throws {
      let config = Self.json(Self.city) + #", "maxOutputTokens": 5"#
      let answer = try await SurfaceServer.current.config("the city of Bern", config)
      #expect(answer.candidates[0].finishReason == "MAX_TOKENS")
      #expect(answer.text.hasPrefix(#"{"name"#))
    }
  }
}

extension Surfaces.AsDelivered {
  /// The built-in script has prose only; in a form it answers with a value that fits.
  @Suite("The form of the built-in script's answers")
  struct BuiltInFormTests {
    private static let schemas = [
      (
        #"{"type": "OBJECT", "properties": {"b": {"type": "STRING"}, "a": {"type": "INTEGER", "minimum": 3}}, "propertyOrdering": ["b", "a"]}"#,
        #"{"b": "b", "a": 3}"#
      ),
      (#"{"type": "ARRAY", "minItems": 2, "items": {"type": "STRING", "enum": ["x", "y"]}}"#, #"["x", "x"]"#),
      (#"{"type": "BOOLEAN"}"#, "true"),
      (#"{"type": "STRING", "format": "date-time", "nullable": true}"#, #""2025-01-01T00:00:00Z""#),
      (#"{"anyOf": [{"type": "NUMBER", "maximum": -2.5}, {"type": "STRING"}]}"#, "-2.5"),
    ]

    @Test("a value that fits the schema", arguments: schemas)
    func sample(schema: String, text: String) async throws {
      let config = #""responseMimeType": "application/json", "responseSchema": \#(schema)"#
      #expect(try await SurfaceServer.current.config("anything", config).text == text)
    }

    @Test("a schema that refers to itself comes to an end")
    func recursive() async throws {
      let schema = """
        {"type": "object", "properties": {"name": {"type": "string"}, "child": {"$ref": "#"}, \
        "others": {"type": "array", "items": {"$ref": "#/$defs/other"}}}, "required": ["name"], \
        "$defs": {"other": {"type": "object", "properties": {"self": {"$ref": "#/$defs/other"}}, "required": ["self"]}}}
        """
      let config = #""responseMimeType": "application/json", "responseJsonSchema": \#(schema)"#
      let text = try await SurfaceServer.current.config("anything", config).text
      #expect((try? JSONSerialization.jsonObject(with: Data(text.utf8))) != nil, "\(text)")
    }

    @Test("JSON without a schema holds what the script would say of code's output")
    func noSchema() async throws {
      let members = #""tools": [{"codeExecution": {}}], "generationConfig": {"responseMimeType": "application/json"}"#
      let prompt = #"```python\nprint(6 * 7)\n```"#
      let answer: ConfigAnswer = try await SurfaceServer.current.ask(prompt, members, model: "gemini-3.5-flash")
        .decoded()
      #expect(answer.text == #"{"answer": "42"}"#)
      #expect(answer.parts.contains { $0.codeExecutionResult?.output == "42\n" })
    }
  }
}
