import GeminiAPI
import Generation
import ModelBackends
import Testing

/// Vertex AI's `computeTokens` and `predict` without a server.
@Suite struct TokenPiecesTests {
  private let validator: RequestValidator

  init() throws {
    validator = RequestValidator(
      catalog: try .parse(
        yaml: """
          defaults:
            version: "001"
            generation: "2.5"
            inputTokenLimit: 40
            outputTokenLimit: 1
            codeExecution: false
            thinking: false
          models:
            - { id: talker, supportedGenerationMethods: [generateContent, countTokens], displayName: A, description: A. }
            - { id: vectors, supportedGenerationMethods: [embedContent], embeddingDimensions: 8, displayName: B,
                description: B., surface: vertex }
          inputFileTypes: { text/csv: .csv }
          """,
        file: "models.yaml"
      ),
      files: NoFiles(),
      caches: NoCaches()
    )
  }

  private func call(
    _ texts: [String] = ["x"],
    model: String = "talker",
    method: String = "computeTokens",
    surface: ServiceSurface = .vertex
  ) -> GenerateContentCall {
    let contents = [Content(role: "user", parts: texts.map { .text($0) })]
    var call = GenerateContentCall(
      model: model,
      apiVersion: "v1",
      method: method,
      request: GenerateContentRequest(contents: contents)
    )
    call.surface = surface
    return call
  }

  @Test(arguments: [
    "What is your name?", " ", "   ", "a", "a b", "1 2", "a\n\n    b", "tail   ", "\r\n", "_x_ ", "abcdefghijklmnop",
    "\u{43F}\u{440}\u{438}\u{432}\u{435}\u{442}", "这是一条unicode测试🤪❤★", "é  é", "\t\tx = 12\n", "e\u{301}\u{301}",
    "  lead", "a \u{1F600}b", "x\u{0}y",
  ])
  func `the tokens of a text are as many as are counted, and together the text`(text: String) throws {
    let info = try #require(try validator.tokens(of: call([text])).tokensInfo.first)
    #expect(info.tokens.count == TokenCounter().tokens(in: text))
    #expect(info.tokens.flatMap(\.self) == Array(text.utf8))
    #expect(info.tokens.allSatisfy { !$0.isEmpty })
    #expect(info.tokenIds.count == info.tokens.count)
    #expect(info.tokenIds.allSatisfy { (0..<262_144).contains($0) })
    #expect(info.role == "user")
  }

  @Test func `words keep the blank before them, and equal tokens have equal ids`() throws {
    let info = try #require(try validator.tokens(of: call(["one two, two"])).tokensInfo.first)
    #expect(info.tokens.map { String(decoding: $0, as: UTF8.self) } == ["one", " two", ",", " two"])
    #expect(info.tokenIds[1] == info.tokenIds[3])
    #expect(Set(info.tokenIds).count == 3)
  }

  @Test func `each part has its own tokens, and all together no more than the model reads`() throws {
    #expect(try validator.tokens(of: call(["a b", "c"])).tokensInfo.map(\.tokens.count) == [2, 1])
    let digits = String(repeating: "1", count: 20)
    #expect(try validator.tokens(of: call([digits, digits])).tokensInfo.count == 2)
    let message = "The input token count (41) exceeds the maximum number of tokens allowed (40)."
    #expect(throws: Status.invalidArgument(message)) { try validator.tokens(of: call([digits, digits + "1"])) }
    var file = call()
    file.request.contents[0].parts.append(.inlineData(Blob(mimeType: "text/csv", data: [65])))
    let error = #expect(throws: Status.self) { try validator.tokens(of: file) }
    #expect(error?.message.contains("contents[0].parts[1]") == true)
    #expect(throws: Status.self) { try validator.tokens(of: call(model: "vectors")) }
  }

  private func predict(
    _ texts: [String?],
    autoTruncate: Bool? = nil,
    dimensions: Int? = nil,
    model: String = "vectors",
    surface: ServiceSurface = .vertex
  ) async throws -> PredictResponse {
    var request = PredictRequest()
    request.instances = texts.map { text in
      var instance = PredictRequest.Instance()
      instance.content = text
      return instance
    }
    request.autoTruncate = autoTruncate
    request.outputDimensionality = dimensions
    return try await validator.predictions(for: call(model: model, method: "predict", surface: surface), request)
  }

  @Test func `a text has a vector, its tokens, and its characters but blanks`() async throws {
    let answer = try await predict(["What is life?", "a\u{1F600} \n"], dimensions: 3)
    #expect(answer.predictions.map(\.tokenCount) == [4, 4])
    #expect(answer.predictions.map(\.embedding.values.count) == [3, 3])
    #expect(answer.predictions.allSatisfy { !$0.isTruncated })
    #expect(answer.billableCharacterCount == 13)
  }

  @Test func `a text beyond the window is cut, unless the client wants none cut`() async throws {
    let long = String(repeating: "1", count: 41)
    let cut = try await predict([long, String(repeating: "1", count: 40)])
    #expect(cut.predictions.map(\.isTruncated) == [true, false])
    #expect(cut.predictions.map(\.tokenCount) == [40, 40])
    let error = await #expect(throws: Status.self) { try await predict([long], autoTruncate: false) }
    #expect(error?.message.contains("the input token count is 41 but the model supports up to 40") == true)
  }

  @Test func `a request has at most 250 texts, none of them empty`() async throws {
    #expect(try await predict(Array(repeating: "a", count: 250)).predictions.count == 250)
    await #expect(throws: Status.invalidArgument("250 instance(s) is allowed per prediction. Actual: 251")) {
      try await predict(Array(repeating: "a", count: 251))
    }
    for texts in [[], ["a", ""], ["a", nil]] as [[String?]] {
      let error = await #expect(throws: Status.self) { try await predict(texts) }
      #expect(error?.code == .invalidArgument)
    }
  }

  @Test(arguments: [
    ("talker", ServiceSurface.vertex, Status.Code.failedPrecondition), ("nobody", .vertex, .notFound),
    ("vectors", .gemini, .notFound), ("models/vectors", .vertex, .notFound),
  ])
  func `other models make no predictions`(model: String, surface: ServiceSurface, code: Status.Code) async throws {
    let error = await #expect(throws: Status.self) { try await predict(["a"], model: model, surface: surface) }
    #expect(error?.code == code)
  }
}
