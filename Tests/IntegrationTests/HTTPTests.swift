import Foundation
import Testing
import TestSupport

extension ProcessSuites.AsDelivered {
  @Suite("HTTP")
  struct HTTPTests {
    @Test("a stream is data lines of one-line JSON, and nothing else")
    func events() async throws {
      let body = try GenerateBody(blocks: ["print('<a>\\n')", Self.figure]).json()
      let answer = try await ServerProcess.current.request("POST", ServerProcess.stream, body: body)
      #expect(answer.status == 200)
      #expect(answer.headers["content-type"] == "text/event-stream")
      #expect(answer.body.suffix(4).elementsEqual("\r\n\r\n".utf8))
      let events = answer.text.components(separatedBy: "\r\n\r\n").dropLast()
      var chunks: [GenerateAnswer] = []
      for event in events {
        #expect(event.hasPrefix("data: {") && event.hasSuffix("}"))
        #expect(!event.contains { $0.isNewline })
        chunks.append(try JSONDecoder().decode(GenerateAnswer.self, from: Data(event.dropFirst("data: ".count).utf8)))
      }
      #expect(chunks.map(\.shape) == ["C", "R", "C", "R", "F", "T"])
      #expect(chunks.map { $0.candidates?.first?.finishReason } == [nil, nil, nil, nil, nil, "STOP"])
      #expect(Set(chunks.map(\.responseId)).count == 1)
      #expect(chunks.allSatisfy { $0.modelVersion == "gemini-2.5-flash" })
      for usage in chunks.map(\.usageMetadata) { #expect(usage?.totalTokenCount == usage?.sum) }
      #expect((chunks.last?.usageMetadata?.toolUsePromptTokenCount ?? 0) > 0)
    }

    static let figure = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"

    @Test("a stream without alt=sse is one JSON array")
    func array() async throws {
      let target = "/v1beta/models/gemini-2.5-flash:streamGenerateContent"
      let answer = try await ServerProcess.current.request(
        "POST",
        target,
        body: try GenerateBody(blocks: ["print(1)"]).json()
      )
      #expect(answer.headers["content-type"]?.hasPrefix("application/json") == true)
      #expect(try answer.decoded([GenerateAnswer].self).map(\.shape) == ["C", "R", "T"])
      #expect(answer.text.hasSuffix("}]"), "older clients take a line end for the start of a second array")
    }

    @Test("the code is there before it has run")
    func codeComesFirst() async throws {
      let port = try ServerProcess.current.port
      let body = try GenerateBody(blocks: ["import time\ntime.sleep(1)\nprint('late')"]).json()
      try await onOwnThread {
        let connection = try HTTPConnection(port: port)
        try connection.send(method: "POST", target: ServerProcess.stream, body: body)
        let first = try connection.read(until: "executableCode")
        #expect(!first.contains("codeExecutionResult"))
        #expect(try connection.read(until: "STOP").contains("late"))
      }
    }

    @Test("a whole answer is pretty JSON with a line end")
    func unary() async throws {
      let server = try ServerProcess.current
      let answer = try await server.request(body: try GenerateBody(blocks: ["print('<é>')"]).json())
      #expect(answer.headers["content-type"] == "application/json; charset=UTF-8")
      #expect(answer.text.hasPrefix("{\n  \"candidates\": [\n    {\n      \"content\": {\n"))
      #expect(answer.text.hasSuffix("}\n"))
      #expect(answer.text.contains(#""output": "\u003cé\u003e\n""#))
      #expect(try answer.decoded(GenerateAnswer.self).results.first?.output == "<é>\n")
    }

    @Test("a 2.x model gives code no id, a 3.x model the same one to code and result")
    func codeIDs() async throws {
      let server = try ServerProcess.current
      let body = try GenerateBody(blocks: ["print(1)", "print(2)"]).json()
      let old: GenerateAnswer = try await server.request(body: body).decoded()
      #expect(old.codes.allSatisfy { $0.id == nil } && old.results.allSatisfy { $0.id == nil })
      let target = "/v1beta/models/gemini-3-flash-preview:generateContent"
      let new: GenerateAnswer = try await server.request("POST", target, body: body).decoded()
      #expect(new.codes.map(\.id) == new.results.map(\.id))
      #expect(Set(new.codes.map(\.id)).count == 2 && !new.codes.contains { $0.id == nil })
    }

    static let prompt = #""```python\nprint(6 * 7)\n```""#

    @Test(
      "one request, in every spelling clients use",
      arguments: [
        #"{"contents": [{"role": "user", "parts": [{"text": \#(prompt)}]}], "tools": [{"codeExecution": {}}]}"#,
        #"{"contents": [{"parts": [{"text": \#(prompt)}]}], "tools": [{"code_execution": {}}]}"#,
        #"{"contents": {"parts": {"text": \#(prompt)}}, "tools": {"code_execution": {}}}"#,
        #"{"contents": [{"parts": [{"text": \#(prompt)}]}], "tools": [{"codeExecution": {}}],"#
          + #" "generation_config": {"max_output_tokens": "100"}, "safetySettings": [], "system_instruction":"#
          + #" {"parts": [{"text": "Be brief."}]}}"#,
        #"{"contents": [{"parts": [{"inline_data": {"mime_type": "text/csv", "data": "YQo"}}, {"text": \#(prompt)}]}],"#
          + #" "tools": [{"codeExecution": {}}]}"#,
        #"{"contents": [{"parts": [{"text": "hi"}]}, {"role": "model", "parts": [{"executable_code": {"language": 1,"#
          + #" "code": "1"}}, {"codeExecutionResult": {"outcome": 1}}]}, {"parts": [{"text": \#(prompt)}]}],"#
          + #" "tools": [{"codeExecution": {}}]}"#,
      ]
    )
    func spelling(_ body: String) async throws {
      let answer = try await ServerProcess.current.request(body: body)
      #expect(answer.status == 200)
      #expect(try answer.decoded(GenerateAnswer.self).results.first?.output == "42\n")
    }

    @Test("the versions clients call are all served", arguments: ["/v1", "/v1beta", "/v1alpha", ""])
    func versions(_ prefix: String) async throws {
      let body = try GenerateBody(blocks: ["print(1)"]).json()
      let target = "\(prefix)/models/gemini-2.0-flash:generateContent?key=any"
      let answer = try await ServerProcess.current.request("POST", target, body: body)
      #expect(try answer.decoded(GenerateAnswer.self).results.first?.output == "1\n")
    }

    @Test("without the tool no code runs")
    func toolIsOff() async throws {
      let body = #"{"contents": [{"parts": [{"text": \#(Self.prompt)}]}]}"#
      let answer: GenerateAnswer = try await ServerProcess.current.request(body: body).decoded()
      #expect(answer.results.isEmpty)
    }

    @Test("eight requests at the same time are each answered with their own")
    func parallel() async throws {
      let server = try ServerProcess.current
      try await withThrowingTaskGroup(of: (Int, String?).self) { group in
        for number in 0..<8 {
          group.addTask {
            (number, try await server.result(of: "import time\ntime.sleep(0.3)\nprint(\(number) ** 2)").output)
          }
        }
        for try await (number, output) in group { #expect(output == "\(number * number)\n") }
      }
      #expect(try await server.comesToRest())
    }

    @Test("a client that goes away stops its code", arguments: [ServerProcess.stream, ServerProcess.generate])
    func clientLeaves(_ target: String) async throws {
      let server = try ServerProcess.current
      #expect(try await server.comesToRest())
      let port = server.port
      let code = "import subprocess, time\nsubprocess.Popen(['sleep', '600'])\ntime.sleep(25)"
      let body = try GenerateBody(blocks: [code]).json()
      let connection = try await onOwnThread {
        let connection = try HTTPConnection(port: port)
        try connection.send(method: "POST", target: target, body: body)
        return connection
      }
      // Launcher and fork server, the session's init and interpreter, and the child.
      let runs = try await eventually { try server.processes().count >= server.processesAtRest.count + 3 }
      #expect(runs, "the code did not start")
      connection.leave()
      #expect(try await server.comesToRest(), "the code of a client that left goes on")
    }

    @Test("a connection serves one request after the other")
    func keepAlive() async throws {
      let port = try ServerProcess.current.port
      let body = try GenerateBody(blocks: ["print(1)"]).json()
      try await onOwnThread {
        let connection = try HTTPConnection(port: port)
        try connection.send(method: "POST", target: ServerProcess.generate, body: body)
        #expect(try connection.readAnswer().status == 200)
        try connection.send(method: "POST", target: ServerProcess.generate, body: "{")
        #expect(try connection.readAnswer().status == 400)
        try connection.send(method: "POST", target: ServerProcess.stream, body: body)
        #expect(try connection.readAnswer().text.contains("OUTCOME_OK"))
        try connection.send(method: "GET", target: "/health", body: "")
        #expect(try connection.readAnswer().status == 200)
      }
    }

    @Test(
      "what cannot be answered leaves the sandbox as it was",
      arguments: ["POST / HTTP/1.1\r\n\r\n", "hello\r\n\r\n"]
    )
    func badInput(_ bytes: String) async throws {
      let server = try ServerProcess.current
      let port = server.port
      let answer = try await onOwnThread {
        let connection = try HTTPConnection(port: port)
        try connection.sendRaw(bytes)
        return try connection.readAnswer()
      }
      #expect((400..<500).contains(answer.status))
      #expect(try await server.request(body: #"{"contents": [}"#).status == 400)
      #expect(try await server.result(of: "print(6 * 7)").output == "42\n")
      #expect(try await server.comesToRest())
    }

    @Test("health and readiness are told")
    func health() async throws {
      let server = try ServerProcess.current
      let health = try await server.request("GET", "/health")
      #expect(health.status == 200)
      #expect(try health.decoded([String: String].self) == ["status": "ok"])
      let ready = try await server.request("GET", "/ready")
      #expect(ready.status == 200)
      struct Ready: Decodable {
        var isolation: String
        var tiers: [String: String]
      }
      let told: Ready = try ready.decoded()
      let level = told.isolation
      #expect(told.tiers == ["core": "ready", "data": "ready", "full": "ready"])
      #expect(["full", "user"].contains(level))
      #expect(server.readyLine.contains("(isolation: \(level))"))
      #expect(server.readyLine.hasSuffix("export GOOGLE_GEMINI_BASE_URL=\(server.url)"))
    }
  }
}
