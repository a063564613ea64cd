import Foundation
import Testing
import TestSupport

extension Surfaces {
  /// What of `generationConfig` shows in an answer.
  @Suite("The bounds of an answer", .surface(fixtures: "Fixtures/config", outputs: [#"print("STOP")"#: "STOP\n"]))
  struct OutputBoundsTests {
    private static let whole = "One two three four five 🙂🙂🙂🙂🙂🙂 six."

    @Test(
      "a stop sequence ends the text before it, wherever it begins",
      arguments: [
        (#""three""#, "One two "), (#""r f", "five""#, "One two three fou"), (#""three four""#, "One two "),
        (#""four", "two", "six""#, "One "), (#""🙂 six""#, "One two three four five 🙂🙂🙂🙂🙂"),
        (#""one", "nowhere""#, whole), (#""O""#, ""),
      ]
    )
    func stopSequences(sequences: String, text: String) async throws {
      let answer = try await SurfaceServer.current.config("count", #""stopSequences": [\#(sequences)]"#)
      #expect(answer.text == text)
      #expect(answer.candidates[0].finishReason == "STOP")
      #expect(answer.usageMetadata.sum == answer.usageMetadata.totalTokenCount)
    }

    @Test("a stop sequence leaves code and what it prints alone")
    func stopBesideCode() async throws {
      let body = #""tools": [{"codeExecution": {}}], "generationConfig": {"stopSequences": ["and"]}"#
      let answer: ConfigAnswer = try await SurfaceServer.current.ask("compute", body).decoded()
      #expect(answer.parts.compactMap(\.codeExecutionResult?.output) == ["STOP\n"])
      #expect(answer.parts.last?.text == "It printed STOP ")
      let early = body.replacing(#"["and"]"#, with: #"["STOP"]"#)
      let stopped: ConfigAnswer = try await SurfaceServer.current.ask("compute", early).decoded()
      #expect(stopped.parts.count == 1 && stopped.text == "I compute ", "the code after it is not said")
      #expect(stopped.candidates[0].finishReason == "STOP")
    }

    @Test("maxOutputTokens cuts between characters, and says so")
    func maximumOfTokens() async throws {
      let server = try SurfaceServer.current
      let thoughts = try await server.config("count", #""temperature": 0"#).usageMetadata.thoughtsTokenCount ?? 0
      #expect(thoughts > 0)
      var lengths: [Int] = []
      for tokens in 1...30 {
        let answer = try await server.config("count", #""maxOutputTokens": \#(thoughts + tokens)"#)
        #expect(Self.whole.hasPrefix(answer.text), "\(answer.text)")
        let isWhole = answer.text == Self.whole
        #expect(answer.candidates[0].finishReason == (isWhole ? "STOP" : "MAX_TOKENS"))
        #expect(answer.usageMetadata.candidatesTokenCount ?? 0 <= tokens)
        lengths.append(answer.text.count)
      }
      #expect(lengths == lengths.sorted())
      #expect(lengths[0] > 0 && lengths[0] < 10)
      #expect(lengths[29] == Self.whole.count)
    }

    @Test("thoughts count as output: an answer they use up has no parts at all")
    func thoughtsUseItUp() async throws {
      let server = try SurfaceServer.current
      let answer = try await server.config("count", #""maxOutputTokens": 1"#)
      #expect(answer.candidates[0].content.parts == nil)
      #expect(answer.candidates[0].content.role == "model")
      #expect(answer.candidates[0].finishReason == "MAX_TOKENS")
      #expect(answer.usageMetadata.candidatesTokenCount == nil)
      #expect(answer.usageMetadata.thoughtsTokenCount == 1)
      let shown = #""maxOutputTokens": 1, "thinkingConfig": {"includeThoughts": true}"#
      #expect(try await server.config("count", shown).parts.map(\.thought) == [true])
      let body = #"{"contents": [{"parts": [{"text": "count"}]}], "generationConfig": {"maxOutputTokens": 1}}"#
      let stream = try await server.request("POST", SurfaceServer.stream, body: body).text
      #expect(
        stream.hasPrefix(#"data: {"candidates": [{"content": {"role": "model"},"finishReason": "MAX_TOKENS""#),
        "\(stream)"
      )
      #expect(stream.ranges(of: "data: ").count == 1)
    }

    @Test("code beyond maxOutputTokens is neither said nor run")
    func codeBeyond() async throws {
      let body = #""tools": [{"codeExecution": {}}], "generationConfig": {"maxOutputTokens": 8}"#
      let answer: ConfigAnswer = try await SurfaceServer.current.ask("compute", body).decoded()
      #expect(answer.parts.count == 1 && answer.text == "I compute STOP it.\n")
      #expect(answer.candidates[0].finishReason == "MAX_TOKENS")
      let later = body.replacing("8", with: "16")
      let cut: ConfigAnswer = try await SurfaceServer.current.ask("compute", later).decoded()
      #expect(cut.parts.compactMap(\.codeExecutionResult?.outcome) == ["OUTCOME_OK"])
      #expect(cut.candidates[0].finishReason == "MAX_TOKENS", "the tokens of all passes count together")
    }

    @Test("as many candidates as are asked for, in one piece and on a stream")
    func candidates() async throws {
      let server = try SurfaceServer.current
      let one = try await server.config("who", #""candidateCount": 1"#, model: "gemini-2.0-flash")
      let three = try await server.config("who", #""candidateCount": 3"#, model: "gemini-2.0-flash")
      #expect(three.candidates.map { $0.content.parts?.first?.text } == Array(repeating: "A program.", count: 3))
      #expect(three.candidates.map(\.finishReason) == ["STOP", "STOP", "STOP"])
      #expect(three.candidates.map { $0.index ?? 0 } == [0, 1, 2])
      let counted = try #require(one.usageMetadata.candidatesTokenCount)
      #expect(three.usageMetadata.candidatesTokenCount == 3 * counted)
      #expect(three.usageMetadata.sum == three.usageMetadata.totalTokenCount)
      let body = #"{"contents": [{"parts": [{"text": "count"}]}], "generationConfig": {"candidateCount": 2}}"#
      let target = SurfaceServer.stream.replacing("2.5", with: "2.0")
      let stream = try await server.request("POST", target, body: body).text
      for line in stream.split(separator: "\r\n\r\n") {
        #expect(line.ranges(of: #""index": 1"#).count == 1, "\(line)")
      }
      #expect(stream.ranges(of: "STOP").count == 2)
    }

    @Test("the system instruction chooses the fixture and stands in its text")
    func systemInstruction() async throws {
      let server = try SurfaceServer.current
      let system = #""system_instruction": {"parts": [{"text": "Talk like"}, {"text": "a Pirate."}]}"#
      let answer: ConfigAnswer = try await server.ask("who are you", system).decoded()
      #expect(answer.text == "Arr: Talk like\na Pirate.")
      let other: ConfigAnswer = try await server.ask("who are you", system.replacing("Pirate", with: "poet")).decoded()
      #expect(other.text == "A program.")
    }
  }
}
