import Foundation
import Testing
import TestSupport

extension Surfaces {
  @Suite("Functions of the client's", .surface(fixtures: "Fixtures/config"))
  struct FunctionCallTests {
    private static func tools(_ config: String = "", _ names: String...) -> String {
      let names = names.isEmpty ? ["get_rate", "get_time"] : names
      let functions = names.map {
        #"{"name": "\#($0)", "parameters": {"type": "OBJECT", "properties": {"from": {"type": "STRING", "enum": ["EUR"]}}}}"#
      }
      let list = #""tools": [{"functionDeclarations": [\#(functions.joined(separator: ", "))]}]"#
      return config.isEmpty ? list : list + #", "toolConfig": {"functionCallingConfig": {\#(config)}}"#
    }

    /// The turns of a client that answers a call.
    private static let answered = #"""
      {"role": "model", "parts": [{"functionCall": {"name": "get_rate", "args": {}}, "thoughtSignature": "YQ=="}]},
      {"role": "user", "parts": [{"functionResponse": {"name": "get_rate", "response": {"rate": 1.25}}}]}
      """#

    @Test("are called together, with arguments of their types")
    func call() async throws {
      let answer: ConfigAnswer = try await SurfaceServer.current.ask("convert", Self.tools()).decoded()
      #expect(answer.parts.first?.text == "I ask.\n")
      #expect(answer.calls.map(\.name) == ["get_rate", "get_time"])
      #expect(
        answer.calls[0].args
          == ["from": "EUR", "to": "CONVERT", "days": [1.0, 2.5, true, nil, "7"], "deep": ["a": [:]]]
      )
      #expect(answer.calls[1].args == nil)
      #expect(answer.calls.map(\.id) == [nil, "mine"], "Gemini 2.5 has no ids of its own")
      #expect(answer.candidates[0].finishReason == "STOP")
    }

    @Test("have ids and the first a signature from Gemini 3 on")
    func ids() async throws {
      let answer: ConfigAnswer = try await SurfaceServer.current.ask(
        "convert",
        Self.tools(),
        model: "gemini-3-pro-preview"
      )
      .decoded()
      #expect(answer.calls[0].id?.count == 8 && answer.calls[1].id == "mine")
      #expect(answer.parts.map { $0.thoughtSignature != nil } == [false, true, false])
    }

    @Test("are not called again once they were answered")
    func answer() async throws {
      let answer: ConfigAnswer = try await SurfaceServer.current.ask("convert", Self.tools(), turns: Self.answered)
        .decoded()
      #expect(answer.text == "The rate is 1.25.")
      #expect(answer.calls.isEmpty)
    }

    @Test("stand beside the tool at Gemini 3, which answers what code needs")
    func besideCode() async throws {
      let tools =
        Self.tools().replacing(#"[{"function"#, with: #"[{"codeExecution": {}}, {"function"#)
        + #", "toolConfig": {"includeServerSideToolInvocations": true}"#
      let answer: ConfigAnswer = try await SurfaceServer.current.ask("convert", tools, model: "gemini-3.5-flash")
        .decoded()
      #expect(answer.calls.count == 2)
      let older = try await SurfaceServer.current.ask("convert", tools, model: "gemini-2.5-flash")
      #expect(older.status == 400)
    }

    @Test(
      "are called only as the request allows",
      arguments: [
        (tools(#""mode": "NONE""#), "function calling mode is NONE"),
        (tools("", "other"), "does not declare it; it may call other"),
        (
          tools(#""mode": "ANY", "allowedFunctionNames": ["get_time"]"#),
          "allowedFunctionNames leave it out; it may call get_time"
        ),
        (
          tools(#""mode": "VALIDATED""#).replacing(#""EUR""#, with: #""USD""#),
          #"$.from: "EUR" is none of "USD""#
        ),
        ("", "does not declare it; it may call none"),
      ]
    )
    func refusals(members: String, reason: String) async throws {
      let answer = try await SurfaceServer.current.ask("convert", members)
      #expect(answer.status == 400)
      let error = try #require(try answer.decoded(GenerateAnswer.self).error, "\(answer.text)")
      #expect(error.status == "FAILED_PRECONDITION")
      #expect(error.message.contains("'asks the client'") && error.message.contains("calls 'get_rate'"))
      #expect(error.message.contains(reason), "\(error.message)")
    }

    @Test("must be called in the mode ANY, until they were")
    func any() async throws {
      let server = try SurfaceServer.current
      let answer = try await server.ask("who", Self.tools(#""mode": "ANY""#))
      #expect(answer.status == 400)
      #expect(answer.text.contains("'call: { name: get_rate, args: {} }'"), "\(answer.text)")
      let after = try await server.ask("convert", Self.tools(#""mode": "ANY""#), turns: Self.answered)
      #expect(after.status == 200, "\(after.text)")
    }
  }
}

extension Surfaces.AsDelivered {
  @Suite("Functions and the built-in script")
  struct BuiltInFunctionTests {
    private static let tools = #"""
      "tools": [{"functionDeclarations": [{"name": "f"}, {"name": "g", "parameters": {"type": "OBJECT", "properties":
      {"n": {"type": "INTEGER", "minimum": 2}}, "required": ["n"]}}]}]
      """#

    @Test("the mode ANY gets a call with arguments that fit, and a text once it was answered")
    func any() async throws {
      let members =
        Self.tools
        + #", "toolConfig": {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["g"]}}"#
      let server = try SurfaceServer.current
      let answer: ConfigAnswer = try await server.ask("hi", members).decoded()
      #expect(answer.calls.map(\.name) == ["g"] && answer.calls[0].args == ["n": 2.0])
      #expect(answer.parts.count == 1)
      let turns = """
        {"role": "model", "parts": [{"functionCall": {"name": "g", "args": {"n": 2}}}]},
        {"role": "user", "parts": [{"functionResponse": {"name": "g", "response": {}}}]}
        """
      let after: ConfigAnswer = try await server.ask("hi", members, turns: turns).decoded()
      #expect(after.calls.isEmpty && !after.text.isEmpty)
    }

    @Test("other modes get a text", arguments: ["AUTO", "NONE", "VALIDATED"])
    func others(mode: String) async throws {
      let members = Self.tools + #", "toolConfig": {"functionCallingConfig": {"mode": "\#(mode)"}}"#
      let answer: ConfigAnswer = try await SurfaceServer.current.ask("hi", members).decoded()
      #expect(answer.calls.isEmpty && !answer.text.isEmpty)
    }
  }
}
