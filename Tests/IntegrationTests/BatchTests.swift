import Foundation
import Testing
import TestSupport

extension ProcessSuites {
  @Suite("Batches", .server(changes: [:]))
  struct BatchTests {
    struct Job: Decodable {
      struct Metadata: Decodable {
        struct Output: Decodable {
          struct Answers: Decodable { var inlinedResponses: [Answer] }
          var inlinedResponses: Answers?
          var responsesFile: String?
        }

        var state: String
        var model: String
        var displayName: String?
        var output: Output?
        var batchStats: [String: String]
        var endTime: String?
      }

      struct Answer: Decodable {
        struct Failure: Decodable {
          var code: Int
          var message: String?
        }

        var response: GenerateAnswer?
        var error: Failure?
        var metadata: JSON?
        var key: String?
      }

      struct Failure: Decodable {
        var code: Int
        var message: String
      }

      var name: String
      var metadata: Metadata
      var done: Bool?
      var error: Failure?
      var response: Metadata.Output?
    }

    private static func code(_ code: String) -> String {
      #"{"contents": [{"parts": [{"text": "```python\n\#(code)\n```"}]}], "tools": [{"codeExecution": {}}]}"#
    }

    private func create(_ batch: String, method: String = "gemini-2.5-flash:batchGenerateContent") async throws -> Job {
      let answer = try await ServerProcess.current.request(
        "POST",
        "/v1beta/models/\(method)",
        body: #"{"batch": {\#(batch)}}"#
      )
      try #require(answer.status == 200, "\(answer.text)")
      return try answer.decoded()
    }

    private func inline(_ requests: String...) -> String {
      let list = requests.enumerated().map { #"{"request": \#($1), "metadata": {"key": "k\#($0)"}}"# }
      return #""displayName": "mine", "inputConfig": {"requests": {"requests": [\#(list.joined(separator: ", "))]}}"#
    }

    private func ended(_ job: Job, on server: ServerProcess? = nil) async throws -> Job {
      let server = try server ?? .current
      var found: Job?
      _ = try await eventually(within: .seconds(60)) {
        found = try await server.request("GET", "/v1beta/\(job.name)").decoded(Job.self)
        return found?.done == true
      }
      return try #require(found)
    }

    @Test("are run, each request by itself, and answered in order with what came along")
    func inlined() async throws {
      let job = try await create(inline(Self.code("print(6 * 7)"), #"{"contents": []}"#, Self.code("print(1 / 0)")))
      #expect(job.name.wholeMatch(of: #/batches/[a-z0-9]{36}/#) != nil)
      #expect(job.done == nil && job.metadata.output == nil && job.metadata.state == "BATCH_STATE_PENDING")
      #expect(job.metadata.batchStats == ["requestCount": "3", "pendingRequestCount": "3"])
      let end = try await ended(job)
      #expect(end.metadata.state == "BATCH_STATE_SUCCEEDED" && end.metadata.endTime != nil && end.error == nil)
      #expect(
        end.metadata.batchStats == ["requestCount": "3", "successfulRequestCount": "2", "failedRequestCount": "1"]
      )
      let answers = try #require(end.metadata.output?.inlinedResponses?.inlinedResponses)
      #expect(answers.map(\.metadata) == [["key": "k0"], ["key": "k1"], ["key": "k2"]])
      #expect(answers[0].response?.results.first?.output == "42\n")
      #expect(answers[1].error?.code == 3 && answers[1].error?.message?.contains("contents is not specified") == true)
      #expect(answers[2].response?.results.first?.outcome == "OUTCOME_FAILED")
      #expect(end.response?.inlinedResponses?.inlinedResponses.count == 3, "the results stand twice")

      struct Page: Decodable { var operations: [Job] }
      let page: Page = try await ServerProcess.current.request("GET", "/v1beta/batches?pageSize=100").decoded()
      let listed = try #require(page.operations.first { $0.name == job.name })
      #expect(listed.done == true && listed.metadata.output == nil, "a list has no answers")
      #expect(try await ServerProcess.current.request("DELETE", "/v1beta/\(job.name)").text == "{}\n")
      #expect(try await ServerProcess.current.request("GET", "/v1beta/\(job.name)").status == 404)
    }

    @Test("from a file are answered in a file")
    func file() async throws {
      let server = try ServerProcess.current
      let lines = [
        #"{"key": "a", "request": \#(Self.code("print('A')"))}"#, "no JSON",
        #"{"key": "c", "request": {"contents": []}}"#,
      ]
      let upload = try await server.request(
        "POST",
        "/upload/v1beta/files",
        headers: ["X-Goog-Upload-Protocol": "raw", "Content-Type": "jsonl"],
        body: lines.joined(separator: "\n")
      )
      let name = try #require(upload.text.firstMatch(of: #/"name": "(files/[^"]+)"/#), "\(upload.text)").1
      let job = try await ended(try await create(#""inputConfig": {"fileName": "\#(name)"}"#))
      #expect(job.metadata.state == "BATCH_STATE_SUCCEEDED", "\(job)")
      #expect(job.metadata.batchStats["failedRequestCount"] == "2")
      let output = try #require(job.metadata.output?.responsesFile)
      #expect(output == "files/batch-\(job.name.dropFirst("batches/".count))")
      let answers = try await server.request("GET", "/v1beta/\(output):download?alt=media").text
        .split(separator: "\n").map { try JSONDecoder().decode(Job.Answer.self, from: Data($0.utf8)) }
      #expect(answers.map(\.key) == ["a", nil, "c"])
      #expect(answers[0].response?.results.first?.output == "A\n")
      #expect(answers[1...].map(\.error?.code) == [3, 3])
    }

    @Test("of embeddings")
    func embeddings() async throws {
      let request = #"{"content": {"parts": [{"text": "red apples"}]}, "outputDimensionality": 64}"#
      let job = try await create(
        #""inputConfig": {"requests": {"requests": [{"request": \#(request)}]}}"#,
        method: "gemini-embedding-001:asyncBatchEmbedContent"
      )
      var text = ""
      #expect(
        try await eventually {
          text = try await ServerProcess.current.request("GET", "/v1beta/\(job.name)").text
          return text.contains(#""done": true"#)
        }
      )
      #expect(text.contains("v1main.EmbedContentBatch") && text.contains(#""embedding": {"#), "\(text)")
      #expect(text.contains(#""promptTokenCount": 2"#))
    }

    @Test("that are cancelled end at once: begun ones with errors for what was not answered")
    func cancelled() async throws {
      let server = try ServerProcess.current
      let sleep = Self.code("import time; time.sleep(25)")
      var jobs: [Job] = []
      for _ in 0..<5 { jobs.append(try await create(inline(sleep, sleep))) }
      // Four run at once, so the fifth waits.
      #expect(
        try await eventually(within: .seconds(30)) {
          try await server.request("GET", "/v1beta/\(jobs[3].name)").decoded(Job.self).metadata.state
            == "BATCH_STATE_RUNNING"
        }
      )
      for job in jobs.reversed() {
        #expect(try await server.request("POST", "/v1beta/\(job.name):cancel").text == "{}\n")
      }
      for job in jobs.dropLast() {
        let end: Job = try await server.request("GET", "/v1beta/\(job.name)").decoded()
        #expect(end.done == true && end.metadata.state == "BATCH_STATE_SUCCEEDED")
        #expect(end.metadata.output?.inlinedResponses?.inlinedResponses.map(\.error?.code) == [1, 1])
      }
      let last: Job = try await server.request("GET", "/v1beta/\(jobs[4].name)").decoded()
      #expect(last.metadata.state == "BATCH_STATE_CANCELLED" && last.error?.message == "Batch was cancelled.")
      #expect(try await server.request("POST", "/v1beta/\(last.name):cancel").status == 200, "and stays so")
      #expect(try await server.comesToRest())
    }

    @Test("without requests or a file of them are refused")
    func refusals() async throws {
      let server = try ServerProcess.current
      for (method, body, status, says) in [
        ("gemini-2.5-flash:batchGenerateContent", "{}", 400, "input_config"),
        (
          "gemini-2.5-flash:batchGenerateContent", #"{"batch": {"inputConfig": {"fileName": "files/none"}}}"#, 403,
          "none"
        ),
        (
          "gemini-2.5-flash:batchGenerateContent",
          #"{"batch": {"inputConfig": {"requests": {"requests": []}, "fileName": "files/a"}}}"#,
          400, "oneof field 'source'"
        ),
        ("gemini-2.5-flash:asyncBatchEmbedContent", "{}", 404, "asyncBatchEmbedContent"),
        ("none:batchGenerateContent", "{}", 404, "batchGenerateContent"),
        ("gemini-2.5-flash:batchGenerateContent", #"{"batch": {"wings": 2}}"#, 400, "wings"),
      ] {
        let answer = try await server.request("POST", "/v1beta/models/\(method)", body: body)
        #expect(answer.status == status && answer.text.contains(says), "\(body): \(answer.text)")
      }
      #expect(try await server.request("GET", "/v1beta/batches/none").status == 404)
    }

    @Test("outlive a server that is killed, and go on behind the last answer")
    func killed() async throws {
      let data = FileManager.default.temporaryDirectory.appending(path: "pollux-batches-\(UUID().uuidString)").path
      defer { try? FileManager.default.removeItem(atPath: data) }
      let first = try await ServerProcess(.init(changes: [:], data: data))
      let body =
        #"{"batch": {\#(inline(Self.code("print('one')"), Self.code("import time; time.sleep(3); print('two')")))}}"#
      let job: Job = try await first.request("POST", "/v1beta/models/gemini-2.5-flash:batchGenerateContent", body: body)
        .decoded()
      #expect(
        try await eventually(within: .seconds(30)) {
          try await first.request("GET", "/v1beta/\(job.name)").decoded(Job.self).metadata.batchStats[
            "successfulRequestCount"
          ] == "1"
        }
      )
      first.program.send(SIGKILL)
      _ = try await first.program.outcome(within: .seconds(30))
      let second = try await ServerProcess(.init(changes: [:], data: data))
      let end = try await ended(job, on: second)
      let outputs = end.metadata.output?.inlinedResponses?.inlinedResponses.map { $0.response?.results.first?.output }
      #expect(outputs == ["one\n", "two\n"], "\(end)")
      #expect(end.metadata.batchStats["successfulRequestCount"] == "2")
      try await second.stop()
    }
  }
}
