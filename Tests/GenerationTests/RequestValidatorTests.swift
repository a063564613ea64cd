import Executions
import GeminiAPI
import Generation
import ModelBackends
import Testing

@Suite struct RequestValidatorTests {
  private let validator: RequestValidator

  init() throws {
    validator = RequestValidator(catalog: try .fake(), files: NoFiles(), caches: NoCaches())
  }

  private func call(
    _ contents: [Content],
    model: String = "gemini-2.5-flash",
    change: (inout GenerateContentRequest) -> Void = { _ in }
  ) -> GenerateContentCall {
    var request = GenerateContentRequest(contents: contents, tools: [Tool(codeExecution: true)])
    change(&request)
    return GenerateContentCall(model: model, apiVersion: "v1beta", method: "generateContent", request: request)
  }

  private func blob(_ type: String) -> Part { .inlineData(Blob(mimeType: type, data: [65])) }

  private static let prefix = "* GenerateContentRequest."
  private static let text = Content(role: "user", parts: [.text("hi")])

  private static let badContents: [([Content], String)] = [
    ([], prefix + "contents: contents is not specified\n"),
    ([text, Content(role: "user")], prefix + "contents[1].parts: contents.parts must not be empty.\n"),
    ([Content(role: "system", parts: [.text("x")])], "Please use a valid role: user, model."),
    (
      [Content(role: "user", parts: [Part()])],
      prefix + "contents[0].parts[0].data: required oneof field 'data' must have one initialized field\n"
    ),
    (
      [Content(parts: [.inlineData(Blob(mimeType: "application/zip", data: []))])],
      "Unsupported MIME type: application/zip"
    ),
    (
      [Content(parts: [.text("x"), .inlineData(Blob(mimeType: "", data: []))])],
      prefix + "contents[0].parts[1].inline_data.mime_type: mime_type must not be empty."
    ),
    (
      [Content(parts: [.text(String(repeating: "1", count: 1_001))])],
      "The input token count (1001) exceeds the maximum number of tokens allowed (1000)."
    ),
  ]

  @Test(arguments: badContents)
  func `contents at fault are named with the service's own text`(contents: [Content], message: String) async throws {
    await #expect(throws: Status(code: .invalidArgument, message: message)) {
      try await validator.validated(call(contents))
    }
  }

  @Test(
    arguments: [
      ("temperature", 2.1, "temperature must be in the range [0.0, 2.0]."),
      ("temperature", -0.1, "temperature must be in the range [0.0, 2.0]."),
      ("temperature", .nan, "temperature must be in the range [0.0, 2.0]."),
      ("top_p", 1.5, "top_p must be in the range [0.0, 1.0]."),
      ("top_k", -1, "top_k must be positive."),
    ] as [(String, Double, String)]
  )
  func `numbers out of range are refused`(field: String, value: Double, message: String) async throws {
    var config = GenerationConfig()
    switch field {
    case "temperature": config.temperature = value
    case "top_p": config.topP = value
    default: config.topK = Int(value)
    }
    let call = call([Self.text]) { $0.generationConfig = config }
    let text = Self.prefix + "generation_config.\(field): \(message)\n"
    await #expect(throws: Status(code: .invalidArgument, message: text)) { try await validator.validated(call) }
  }

  @Test(arguments: [(0, false), (1, true), (2, false), (9, false), (-1, false)])
  func `one candidate is all there is`(count: Int, isAccepted: Bool) async throws {
    var config = GenerationConfig()
    config.candidateCount = count
    let call = call([Self.text]) { $0.generationConfig = config }
    #expect(((try? await validator.validated(call)) != nil) == isAccepted)
  }

  @Test func `an unknown model is told with the version of the path`() async throws {
    let message =
      "models/gpt-x is not found for API version v1beta, or is not supported for generateContent. "
      + "Call ListModels to see the list of available models and their supported methods."
    await #expect(throws: Status(code: .notFound, message: message)) {
      try await validator.validated(call([Self.text], model: "gpt-x"))
    }
  }

  @Test func `the user's files are numbered over all turns and the model's are not inputs`() async throws {
    let contents = [
      Content(role: "user", parts: [.text("a"), blob("text/csv"), blob("image/png")]),
      Content(role: "model", parts: [.text("b"), blob("image/png"), blob("application/zip")]),
      Content(parts: [blob("Video/MP2T; charset=utf-8"), .text("c")]),
    ]
    let validated = try await validator.validated(call(contents))
    let names = ["input_file_0.csv", "input_file_1.png", "input_file_2.ts"]
    #expect(validated.conversation.inputFiles.map(\.name) == names)
    #expect(validated.conversation.inputFiles.map(\.bytes.count) == [1, 1, 1])
    #expect(validated.conversation.codeExecutionIsOn)
  }

  @Test func `a file without a type is known by its display name everywhere`() async throws {
    let blob = Blob(mimeType: "", data: Array(repeating: 65, count: 5_000), displayName: "photo.png")
    let call = call([Content(parts: [.inlineData(blob)])])
    let validated = try await validator.validated(call)
    #expect(validated.conversation.inputFiles.map(\.name) == ["input_file_0.png"])
    #expect(validated.conversation.inputFiles.map(\.mimeType) == ["image/png"])
    #expect(validated.promptTokens.all.image == 258)
    #expect(try await validator.promptTokens(of: call) == validated.promptTokens)
  }

  @Test func `without the tool nothing is placed and no type is refused`() async throws {
    let validated = try await validator.validated(call([Content(parts: [blob("application/zip")])]) { $0.tools = [] })
    #expect(validated.conversation.inputFiles.isEmpty)
    #expect(!validated.conversation.codeExecutionIsOn)
  }

  @Test func `history of an earlier run is accepted without ids and output`() async throws {
    let history = Content(
      role: "model",
      parts: [
        .executableCode(ExecutableCode(code: "1")), .codeExecutionResult(CodeExecutionResult(outcome: .ok)),
        .text(""), Part(thoughtSignature: [1]),
      ]
    )
    _ = try await validator.validated(call([Self.text, history, Self.text]))
  }

  @Test func `a model without the tool says so`() async throws {
    await #expect(throws: Status.invalidArgument("Code execution is not enabled for models/gemini-2.5-image")) {
      try await validator.validated(call([Self.text], model: "gemini-2.5-image"))
    }
  }
}
