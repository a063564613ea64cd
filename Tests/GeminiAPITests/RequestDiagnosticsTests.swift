import Testing

@testable import GeminiAPI

@Suite("A wrong request is told in the service's words")
struct RequestDiagnosticsTests {
  static let api = "type.googleapis.com/google.ai.generativelanguage.v1beta"

  static func status(_ text: String) -> Status? {
    do throws(Status) {
      _ = try GenerateContentRequest.decode(Array(text.utf8))
      return nil
    } catch {
      return error
    }
  }

  struct Case: CustomTestStringConvertible {
    var body: String
    var field: String?
    var message: String
    var testDescription: String { body }
  }

  static let unknown = "Invalid JSON payload received. Unknown name"

  static let cases = [
    Case(body: #"{"foo": 1}"#, message: "\(unknown) \"foo\": Cannot find field."),
    Case(body: #"{"foo": null}"#, message: "\(unknown) \"foo\": Cannot find field."),
    Case(
      body: #"{"generationConfig": {"tools": []}}"#,
      field: "generation_config",
      message: "\(unknown) \"tools\" at 'generation_config': Cannot find field."
    ),
    Case(
      body: #"{"contents": [{}, {"parts": [{"inlineData": {"mimetype": "x"}}]}]}"#,
      field: "contents[1].parts[0].inline_data",
      message: "\(unknown) \"mimetype\" at 'contents[1].parts[0].inline_data': Cannot find field."
    ),
    Case(
      body:
        #"{"tools": [{"functionDeclarations": [{"name": "f", "parameters": {"properties": {"a": {"$ref": 1}}}}]}]}"#,
      field: "tools[0].function_declarations[0].parameters.properties[0].value",
      message:
        "\(unknown) \"$ref\" at 'tools[0].function_declarations[0].parameters.properties[0].value': Cannot find field."
    ),
    Case(
      body: #"{"tools": [{"codeExecution": {"x": 1}}]}"#,
      field: "tools[0].code_execution",
      message: "\(unknown) \"x\" at 'tools[0].code_execution': Cannot find field."
    ),
    Case(
      body: #"{"contents": [{"role": ["user"]}]}"#,
      field: "contents[0]",
      message: "\(unknown) \"role\" at 'contents[0]': Proto field is not repeating, cannot start list."
    ),
    Case(
      body: #"{"tools": [[]]}"#,
      field: "tools[0]",
      message: "\(unknown) \"\" at 'tools[0]': Proto field is not repeating, cannot start list."
    ),
    Case(
      body: #"{"contents": [{"parts": [{"executableCode": {"language": "FOO"}}]}]}"#,
      field: "contents[0].parts[0].executable_code.language",
      message:
        "Invalid value at 'contents[0].parts[0].executable_code.language' (\(api).ExecutableCode.Language), \"FOO\""
    ),
    Case(
      body: #"{"contents": [{"parts": [{"codeExecutionResult": {"outcome": 9}}]}]}"#,
      field: "contents[0].parts[0].code_execution_result.outcome",
      message:
        "Invalid value at 'contents[0].parts[0].code_execution_result.outcome' (\(api).CodeExecutionResult.Outcome), 9"
    ),
    Case(
      body: #"{"contents": [{"parts": [{"inlineData": {"data": "data:image/png;base64,AA"}}]}]}"#,
      field: "contents[0].parts[0].inline_data.data",
      message:
        "Invalid value at 'contents[0].parts[0].inline_data.data' (TYPE_BYTES), Base64 decoding failed for "
        + "\"data:image/png;base64,AA\""
    ),
    Case(
      body: #"{"contents": [{"parts": [{"inlineData": {}, "text": "x"}]}]}"#,
      field: "contents[0].parts[0]",
      message: "Invalid value at 'contents[0].parts[0]' (oneof), oneof field 'data' is already set. Cannot set 'text'"
    ),
    Case(
      body: #"{"contents": [{"parts": [{"text": {"x": 1}}]}]}"#,
      field: "contents[0].parts[0]",
      message: "Invalid value at 'contents[0].parts[0]' (text), Starting an object on a scalar field"
    ),
    Case(
      body: #"{"cachedContent": {}}"#,
      message: "Invalid value (cached_content), Starting an object on a scalar field"
    ),
    Case(
      body: #"{"contents": "hi"}"#,
      field: "contents",
      message: "Invalid value at 'contents' (\(api).Content), \"hi\""
    ),
    Case(
      body: #"{"contents": [{"parts": [{"functionCall": {"name": "f", "args": "x"}}]}]}"#,
      field: "contents[0].parts[0].function_call.args",
      message:
        "Invalid value at 'contents[0].parts[0].function_call.args' (type.googleapis.com/google.protobuf.Struct), \"x\""
    ),
    Case(
      body: #"{"contents": [{"role": 1}]}"#,
      field: "contents[0].role",
      message: "Invalid value at 'contents[0].role' (TYPE_STRING), 1"
    ),
    Case(
      body: #"{"contents": [{"parts": [{"thought": "true"}]}]}"#,
      field: "contents[0].parts[0].thought",
      message: "Invalid value at 'contents[0].parts[0].thought' (TYPE_BOOL), \"true\""
    ),
  ]

  @Test("one wrong field gives its text and its detail", arguments: cases)
  func violations(_ testCase: Case) throws {
    let status = try #require(Self.status(testCase.body))
    #expect(status.code == .invalidArgument)
    #expect(status.message == testCase.message)
    let detail = try #require(status.details.first)
    #expect(detail["@type"] == "type.googleapis.com/google.rpc.BadRequest")
    let violation = try #require(detail["fieldViolations"]?.elements?.first)
    #expect(violation["field"]?.text == testCase.field)
    #expect(violation["description"]?.text == testCase.message)
  }

  @Test(
    "numbers that do not fit their type are refused",
    arguments: [
      ("temperature", "\"abc\"", "TYPE_FLOAT"), ("temperature", "true", "TYPE_FLOAT"),
      ("temperature", "1e39", "TYPE_FLOAT"), ("temperature", "\"NaN\"", "TYPE_FLOAT"), ("seed", "1.5", "TYPE_INT32"),
      ("seed", "2147483648", "TYPE_INT32"), ("seed", "1e30", "TYPE_INT32"), ("seed", "\"0x10\"", "TYPE_INT32"),
      ("seed", "\"\"", "TYPE_INT32"), ("seed", "false", "TYPE_INT32"),
    ]
  )
  func numbers(_ name: String, _ value: String, _ type: String) {
    let status = Self.status(#"{"generationConfig": {"\#(name)": \#(value)}}"#)
    #expect(status?.message == "Invalid value at 'generation_config.\(name)' (\(type)), \(value)")
  }

  @Test("all wrong fields are told at once, a line each")
  func several() throws {
    let status = try #require(Self.status(#"{"a": 1, "generationConfig": {"b": 2, "topP": "x"}}"#))
    #expect(
      status.message == """
        \(Self.unknown) "a": Cannot find field.
        \(Self.unknown) "b" at 'generation_config': Cannot find field.
        Invalid value at 'generation_config.top_p' (TYPE_FLOAT), "x"
        """
    )
    #expect(status.details.first?["fieldViolations"]?.elements?.count == 3)
  }

  @Test("a body of nothing but errors gets a small answer")
  func flood() throws {
    let body = "{" + (0..<5000).map { "\"\(String(repeating: "k", count: 200))\($0)\": 1" }.joined(separator: ",") + "}"
    let status = try #require(Self.status(body))
    #expect(status.details.first?["fieldViolations"]?.elements?.count == 30)
    #expect(status.message.hasSuffix("\n(4970 more violations are not shown.)"))
    #expect(status.json(pretty: true).count < 20_000)
  }

  @Test("a name cannot pass for a line or a quote of the message")
  func quoting() {
    let status = Self.status(#"{"a\"\n\u0085\u0001": 1}"#)
    #expect(status?.message == #"\#(Self.unknown) "a\"\n\x85\x1": Cannot find field."#)
  }

  @Test("only an object can be a request", arguments: ["[]", "1", "\"x\"", "null"])
  func root(_ body: String) {
    #expect(Self.status(body)?.message == "\(Self.unknown) \"\": Root element must be a message.")
  }

  @Test("broken JSON is an invalid argument too")
  func syntax() {
    let status = Self.status("{\"contents\": [}")
    #expect(status?.code == .invalidArgument)
    #expect(
      status?.message == "Invalid JSON payload received. Unexpected token.\n{\"contents\": [}\n              ^"
    )
  }
}
