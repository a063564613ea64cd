import Testing
import TestSupport

extension Surfaces.AsDelivered {
  @Suite("What a request may ask for")
  struct ValidationTests {
    static let refused = RefusedContents.cases + RefusedSettings.cases + RefusedTools.cases

    @Test("is told in the service's words where it may not be had", arguments: refused)
    func refusal(_ request: ValidationCase) async throws {
      let answer = try await SurfaceServer.current.request("POST", request.target, body: request.body)
      #expect(answer.status == 400)
      let error = try #require(try answer.decoded(GenerateAnswer.self).error, "\(answer.text)")
      #expect(error.code == 400)
      #expect(error.status == "INVALID_ARGUMENT")
      #expect(error.message == request.message)
      #expect(error.details == nil)
    }

    @Test("and where it is not there or not the client's", arguments: RefusedTools.stores)
    func noStore(_ request: ValidationCase) async throws {
      let answer = try await SurfaceServer.current.request("POST", request.target, body: request.body)
      #expect(answer.status == 403)
      let error = try #require(try answer.decoded(GenerateAnswer.self).error, "\(answer.text)")
      #expect((error.status, error.message) == ("PERMISSION_DENIED", request.message))
    }

    @Test("is answered where the service answers it", arguments: AnsweredRequests.cases)
    func answer(_ request: ValidationCase) async throws {
      let answer = try await SurfaceServer.current.request("POST", request.target, body: request.body)
      #expect(answer.status == 200, "\(answer.text)")
    }

    @Test("is refused on a stream as well, before anything is sent")
    func stream() async throws {
      let body = #"{"contents": [{"parts": [{"text": "hi"}]}], "generationConfig": {"topP": 2}}"#
      let answer = try await SurfaceServer.current.request("POST", SurfaceServer.stream, body: body)
      #expect(answer.status == 400)
      let message = ValidationCase.line("generation_config.top_p", "top_p must be in the range [0.0, 1.0].")
      #expect(try answer.decoded(GenerateAnswer.self).error?.message == message)
    }

    @Test(
      "does not keep a request from being counted",
      arguments: [
        #""generationConfig": {"topP": 2}"#,
        #""tools": [{"codeExecution": {}}, {"functionDeclarations": [{"name": "f"}]}]"#,
      ]
    )
    func countTokens(_ members: String) async throws {
      let target = "/v1beta/models/gemini-2.5-flash:countTokens"
      let body = #"{"contents": [{"parts": [{"text": "hi"}]}], \#(members)}"#
      let answer = try await SurfaceServer.current.request("POST", target, body: body)
      #expect(answer.status == 200, "\(answer.text)")
    }

    @Test(
      "is asked of contents where tokens are counted",
      arguments: [
        ("{}", ValidationCase.line("contents", "contents is not specified")),
        (
          #"{"generateContentRequest": {"contents": [{"parts": []}]}}"#,
          ValidationCase.line("contents[0].parts", "contents.parts must not be empty.")
        ),
        (#"{"contents": [{"role": "tool", "parts": [{"text": "a"}]}]}"#, "Please use a valid role: user, model."),
      ]
    )
    func countTokensOfNothing(body: String, message: String) async throws {
      let target = "/v1beta/models/gemini-2.5-flash:countTokens"
      let answer = try await SurfaceServer.current.request("POST", target, body: body)
      #expect(answer.status == 400)
      #expect(try answer.decoded(GenerateAnswer.self).error?.message == message)
    }

    @Test("is asked of a name that may be a model's")
    func modelName() async throws {
      let body = #"{"contents": [{"parts": [{"text": "hi"}]}]}"#
      let target = "/v1beta/models/gemini%202.5:generateContent"
      let answer = try await SurfaceServer.current.request("POST", target, body: body)
      #expect(answer.status == 400)
      let message = ValidationCase.line("model", "unexpected model name format")
      #expect(try answer.decoded(GenerateAnswer.self).error?.message == message)
    }
  }
}
