import GeminiAPI
import Generation
import ModelBackends
import Testing

/// Rules that differ by the service whose path a request took, and by the dialect it is answered in.
@Suite struct SurfaceRulesTests {
  private let catalog: ModelCatalog

  init() throws {
    catalog = try .parse(
      yaml: """
        defaults:
          version: "001"
          inputTokenLimit: 1000
          outputTokenLimit: 1000
          supportedGenerationMethods: [generateContent]
          codeExecution: true
          thinking: true
        models:
          - { id: two, generation: "2.5", displayName: A, description: A. }
          - { id: three, generation: "3", dialect: signed, displayName: B, description: B. }
          - { id: counter, generation: "3", supportedGenerationMethods: [countTokens], displayName: C, description: C. }
        capabilities:
          two: { unansweredCalls: true, computerUse: true, penalties: false, logprobs: false, thinkingBudget: [0, 9], thinkingOff: false, thinkingLevels: [] }
          three: { serverSideToolFlag: true }
        dialects:
          signed: { thoughtSignatures: true, onVertex: vertex }
          vertex: { thoughtSignatures: true }
          plain: {}
        inputFileTypes: { text/csv: .csv }
        """,
      file: "models.yaml"
    )
  }

  private static let user = Content(role: "user", parts: [.text("hi")])
  private static let call = Content(role: "model", parts: [.functionCall(FunctionCall(name: "f"))])
  private static let response = Content(
    role: "user",
    parts: [Part(data: .functionResponse(FunctionResponse(name: "f")))]
  )
  private static func tool(_ fields: WritableKeyPath<Tool, Bool>...) -> Tool {
    fields.reduce(into: Tool()) { $0[keyPath: $1] = true }
  }

  private static let search = [Tool(codeExecution: true), tool(\.googleSearch)]
  private static let functions = [Tool(codeExecution: true, functionDeclarations: [FunctionDeclaration(name: "f")])]

  private func refusal(
    _ contents: [Content] = [user],
    tools: [Tool] = [],
    model: String = "two",
    surface: ServiceSurface,
    dialect: String? = nil,
    serverDialect: String? = nil,
    config: GenerationConfig? = nil
  ) async -> String? {
    var request = GenerateContentRequest(contents: contents, tools: tools)
    request.generationConfig = config
    var call = GenerateContentCall(model: model, apiVersion: "v1", method: "generateContent", request: request)
    call.surface = surface
    call.dialect = dialect
    do {
      _ = try await RequestValidator(
        catalog: catalog,
        files: NoFiles(),
        caches: NoCaches(),
        dialect: serverDialect
      ).validated(call)
      return nil
    } catch {
      return error.message
    }
  }

  private static let guide = " Learn more: https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/gemini"

  @Test func `Vertex AI wants contents, parts and roles in its own words`() async {
    #expect(
      await refusal([], surface: .vertex)
        == "Unable to submit request because at least one contents field is required." + Self.guide
    )
    #expect(
      await refusal([Content(role: "user")], surface: .vertex)
        == "Unable to submit request because it must include at least one parts field, which describes the prompt input."
        + Self.guide
    )
    let noRole = [Content(parts: [.text("hi")])]
    #expect(await refusal(noRole, surface: .vertex) == "Please use a valid role: user, model.")
    #expect(await refusal(noRole, surface: .gemini) == nil)
  }

  @Test func `tools that may stand together differ`() async {
    let onlySearches = "Multiple tools are supported only when they are all search tools."
    #expect(await refusal(tools: Self.search, surface: .vertex) == onlySearches)
    #expect(await refusal(tools: Self.search, surface: .gemini) == nil)
    #expect(await refusal(tools: [Self.tool(\.codeExecution, \.urlContext)], surface: .vertex) == nil)
    #expect(await refusal(tools: Self.functions, surface: .vertex) == onlySearches)
    #expect(await refusal(tools: Self.functions, model: "three", surface: .vertex) == nil)
    #expect(await refusal(tools: Self.functions, model: "three", surface: .gemini)?.hasPrefix("Please enable") == true)
  }

  @Test func `Vertex AI has penalties and log probabilities`() async {
    var config = GenerationConfig()
    config.presencePenalty = 1
    config.responseLogprobs = true
    #expect(await refusal(surface: .vertex, config: config) == nil)
    #expect(await refusal(surface: .gemini, config: config) == "Penalty is not enabled for models/two")
  }

  @Test func `Vertex AI tells ranges in its own words`() async {
    func range(_ name: String, _ value: Int, _ end: Int) -> String {
      "Unable to submit request because it has a \(name) value of \(value) but the supported range is from 1 (inclusive) "
        + "to \(end) (exclusive). Update the value and try again."
    }
    let cases: [((inout GenerationConfig) -> Void, String?)] = [
      ({ $0.maxOutputTokens = 1_001 }, range("maxOutputTokens", 1_001, 1_001)),
      ({ $0.maxOutputTokens = 1_000 }, nil),
      ({ $0.stopSequences = Array(repeating: "a", count: 6) }, range("stopSequences", 6, 6)),
      ({ $0.candidateCount = 0 }, range("candidateCount", 0, 9)),
    ]
    for (change, message) in cases {
      var config = GenerationConfig()
      change(&config)
      #expect(await refusal(surface: .vertex, config: config) == message)
    }
  }

  @Test(
    arguments: [
      (#"{"thinkingLevel": "LOW"}"#, "thinking_level is not supported by this model."),
      (#"{"thinkingBudget": 0}"#, "The model does not support setting thinking_budget to 0."),
      (
        #"{"thinkingBudget": 10}"#,
        "thinking_budget is out of range; supported values are integers from 1 to 9."
      ),
      (#"{"thinkingBudget": 9}"#, nil),
    ] as [(String, String?)]
  )
  func `Vertex AI tells of thinking in its own words`(thinking: String, reason: String?) async throws {
    var config = GenerationConfig()
    config.thinkingConfig = try ThinkingConfig.decode(Array(thinking.utf8))
    let message = reason.map { "Unable to submit request because \($0)" + Self.guide }
    #expect(await refusal(surface: .vertex, config: config) == message)
  }

  @Test(arguments: [ServiceSurface.gemini, .vertex])
  func `what was recorded of calls and thoughts holds on either service`(surface: ServiceSurface) async {
    let thought = Content(role: "model", parts: [Part(thought: true), .text("a")])
    let answered = Content(
      role: "model",
      parts: Self.call.parts + Self.response.parts + [.text("Done.")]
    )
    for contents in [
      [Self.user, Self.call, Self.user], [Self.user, answered, Self.user], [Self.user, thought, Self.user],
    ] {
      #expect(await refusal(contents, surface: surface) == nil)
    }
    #expect(await refusal([Self.user, Self.call, Self.call], surface: surface) != nil)
    let noThought = [Self.user, Content(role: "model", parts: [Part()]), Self.user]
    #expect(await refusal(noThought, surface: surface)?.contains("contents[1].parts[0].data") == true)
    let screen = [Self.tool(\.computerUse), Tool(functionDeclarations: [FunctionDeclaration(name: "f")])]
    #expect(await refusal(tools: screen, surface: surface) == nil)
    var config = GenerationConfig()
    config.speechConfig = ["voiceConfig": [:], "multi_speaker_voice_config": [:]]
    #expect(await refusal(surface: surface, config: config)?.contains("mutually exclusive") == true)
    config.speechConfig = ["voiceConfig": [:], "languageCode": "de-DE"]
    #expect(await refusal(surface: surface, config: config) == nil)
  }

  @Test func `signatures are wanted where responses carry them`() async {
    let contents = [Self.user, Self.call, Self.response]
    #expect(
      await refusal(contents, model: "three", surface: .vertex)
        == "Unable to submit request because function call `f` in the 2. content block is missing a `thought_signature`. "
        + "Learn more: https://docs.cloud.google.com/vertex-ai/generative-ai/docs/thought-signatures"
    )
    #expect(await refusal(contents, model: "three", surface: .gemini)?.hasPrefix("Function call is missing") == true)
    #expect(await refusal(contents, model: "three", surface: .gemini, dialect: "plain") == nil)
    #expect(await refusal(contents, model: "three", surface: .gemini, serverDialect: "plain") == nil)
    #expect(await refusal(contents, model: "two", surface: .gemini, dialect: "signed") != nil)
  }

  @Test func `a model is asked only for what it supports`() async {
    #expect(await refusal(model: "counter", surface: .gemini)?.hasPrefix("models/counter is not found for") == true)
    #expect(await refusal(model: "two", surface: .gemini) == nil)
  }
}
