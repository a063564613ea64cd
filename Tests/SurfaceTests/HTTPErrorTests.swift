import Testing
import TestSupport

extension Surfaces.AsDelivered {
  @Suite("An error over HTTP")
  struct HTTPErrorTests {
    struct Case: CustomTestStringConvertible {
      var testDescription: String
      var method = "POST"
      var target = SurfaceServer.generate
      var body = #"{"contents": [{"parts": [{"text": "hi"}]}]}"#
      var status = 400
      var name = "INVALID_ARGUMENT"
      /// What the message holds.
      var message: String
      /// The field of the one violation; nil where there are no details.
      var field: String?
    }

    static let cases = [
      Case(
        testDescription: "an unknown model",
        target: "/v1beta/models/gemini-9:generateContent",
        status: 404,
        name: "NOT_FOUND",
        message: "models/gemini-9 is not found for API version v1beta, or is not supported for generateContent."
      ),
      Case(
        testDescription: "an unknown model, streamed",
        target: "/v1/models/gemini-9:streamGenerateContent?alt=sse",
        status: 404,
        name: "NOT_FOUND",
        message: "models/gemini-9 is not found for API version v1, or is not supported for generateContent."
      ),
      Case(
        testDescription: "an unknown method",
        target: "/v1beta/models/gemini-2.5-flash:sing",
        status: 404,
        name: "NOT_FOUND",
        message: "sing"
      ),
      Case(
        testDescription: "an unknown model to look at",
        method: "GET",
        target: "/v1beta/models/gemini-9",
        body: "",
        status: 404,
        name: "NOT_FOUND",
        message: "models/gemini-9"
      ),
      Case(
        testDescription: "an unknown route",
        method: "GET",
        target: "/v1beta/nothing",
        body: "",
        status: 404,
        name: "NOT_FOUND",
        message: "Not Found. Nothing is served at GET /v1beta/nothing"
      ),
      Case(
        testDescription: "GET instead of POST",
        method: "GET",
        body: "",
        status: 404,
        name: "NOT_FOUND",
        message: "use POST"
      ),
      Case(
        testDescription: "POST instead of GET",
        target: "/v1beta/models",
        status: 404,
        name: "NOT_FOUND",
        message: "use GET"
      ),
      Case(
        testDescription: "an unknown field",
        body: #"{"contents": [{"parts": [{"text": "hi", "colour": 1}]}]}"#,
        message: "Invalid JSON payload received. Unknown name \"colour\" at 'contents[0].parts[0]': Cannot find field.",
        field: "contents[0].parts[0]"
      ),
      Case(
        testDescription: "a wrong enum",
        body: #"{"contents": [{"parts": [{"executableCode": {"language": "RUBY", "code": "1"}}]}]}"#,
        message: "Invalid value at 'contents[0].parts[0].executable_code.language'",
        field: "contents[0].parts[0].executable_code.language"
      ),
      Case(
        testDescription: "a wrong type",
        body: #"{"contents": [{"parts": [{"text": "hi"}]}], "generationConfig": {"maxOutputTokens": "many"}}"#,
        message: "Invalid value at 'generation_config.max_output_tokens' (TYPE_INT32), \"many\"",
        field: "generation_config.max_output_tokens"
      ),
      Case(
        testDescription: "JSON that breaks off",
        body: #"{"contents": [{"parts"#,
        message: "Invalid JSON payload received."
      ),
      Case(testDescription: "no JSON at all", body: "hello", message: "Invalid JSON payload received."),
      Case(testDescription: "no contents", body: "{}", message: "contents is not specified"),
      Case(testDescription: "empty contents", body: #"{"contents": []}"#, message: "contents is not specified"),
      Case(
        testDescription: "empty parts",
        body: #"{"contents": [{"parts": [{"text": "a"}]}, {"role": "user", "parts": []}]}"#,
        message: "contents[1].parts"
      ),
      Case(
        testDescription: "a role that is none",
        body: #"{"contents": [{"role": "system", "parts": [{"text": "hi"}]}]}"#,
        message: "Please use a valid role: user, model."
      ),
      Case(
        testDescription: "a file type that code cannot take",
        body: #"{"contents": [{"parts": [{"inlineData": {"mimeType": "video/mp4", "data": "AAAA"}}]}],"#
          + #" "tools": [{"codeExecution": {}}]}"#,
        message: "Unsupported MIME type: video/mp4"
      ),
      Case(
        testDescription: "a bad percent sign",
        target: "/v1beta/models/%zz:generateContent",
        message: "percent-encoding"
      ),
      Case(
        testDescription: "a page size that is not a number",
        method: "GET",
        target: "/v1/models?pageSize=x",
        body: "",
        message: "page_size"
      ),
      Case(
        testDescription: "a page token of nobody's",
        method: "GET",
        target: "/v1/models?pageToken=x",
        body: "",
        message: "page_token"
      ),
    ]

    @Test("has the service's shape", arguments: cases)
    func shape(_ testCase: Case) async throws {
      let answer = try await SurfaceServer.current.request(
        testCase.method,
        testCase.target,
        body: testCase.body
      )
      #expect(answer.status == testCase.status)
      #expect(answer.text.hasPrefix("{\n  \"error\": {\n    \"code\": \(testCase.status),\n    \"message\": \""))
      #expect(answer.text.hasSuffix("}\n"))
      let error = try #require(try answer.decoded(GenerateAnswer.self).error)
      #expect(error.code == testCase.status)
      #expect(error.status == testCase.name)
      #expect(error.message.contains(testCase.message), "\(error.message)")
      let details = error.details?.filter { $0.type == "type.googleapis.com/google.rpc.BadRequest" } ?? []
      #expect(details.flatMap { $0.fieldViolations ?? [] }.map(\.field) == (testCase.field.map { [$0] } ?? []))
    }

    @Test(
      "before a stream of events begins has the stream's media type, whoever refuses",
      arguments: [
        ("gemini-2.5-flash", "{}", 400), ("gemini-2.5-flash", "{", 400), ("gemini-9", "{}", 404), ("a b", "{}", 400),
      ]
    )
    func beforeStream(model: String, body: String, status: Int) async throws {
      let target = "/v1beta/models/\(model.replacing(" ", with: "%20")):streamGenerateContent"
      let events = try await SurfaceServer.current.request("POST", target + "?alt=sse", body: body)
      #expect(events.status == status && events.headers["content-type"] == "text/event-stream")
      #expect(events.text.hasPrefix("{\n  \"error\": {\n    \"code\": \(status),"), "\(events.text)")
      #expect(!events.text.contains("streamGenerateContent"))
      let array = try await SurfaceServer.current.request("POST", target, body: body)
      #expect(array.status == status && array.headers["content-type"] == "application/json; charset=UTF-8")
    }

    @Test(
      "a name that is not this server's is refused",
      arguments: ["evil.example", "[::1]evil.example", "127.0.0.1:x"]
    )
    func foreignHost(host: String) async throws {
      let port = try SurfaceServer.current.port
      let answer = try await onOwnThread {
        let connection = try HTTPConnection(port: port)
        try connection.sendRaw("GET /health HTTP/1.1\r\nHost: \(host)\r\n\r\n")
        return try connection.readAnswer()
      }
      #expect(answer.status == 403)
      #expect(try answer.decoded(GenerateAnswer.self).error?.status == "PERMISSION_DENIED")
    }

    @Test(
      "what is not HTTP is answered, and the server lives on",
      arguments: ["hello\r\n\r\n", "GET / HTTP/9.9\r\n\r\n"]
    )
    func noHTTP(_ bytes: String) async throws {
      let server = try SurfaceServer.current
      let port = server.port
      let answer = try await onOwnThread {
        let connection = try HTTPConnection(port: port)
        try connection.sendRaw(bytes)
        return try connection.readAnswer()
      }
      #expect(answer.status == 400)
      #expect(try await server.request("GET", "/health").status == 200)
    }
  }
}
