import Testing
import TestSupport

extension ProcessSuites {
  @Suite("With any deadline of a client's", .server(changes: [:], environment: ["POLLUX_MINIMUM_DEADLINE": "0"]))
  struct ClientDeadlineTests {
    @Test(
      "a client that waits a second is answered, though its code would run for longer",
      arguments: [
        (ServerProcess.generate, 504), (ServerProcess.stream, 200),
        ("/v1/models/gemini-2.5-flash:streamGenerateContent", 200),
      ]
    )
    func serverTimeout(target: String, status: Int) async throws {
      let server = try ServerProcess.current
      let body = try GenerateBody(blocks: ["import time\ntime.sleep(25)"]).json()
      let answer = try await server.request("POST", target, headers: ["X-Server-Timeout": "1"], body: body)
      #expect(answer.status == status)
      #expect(answer.text.contains(#""status": "DEADLINE_EXCEEDED""#))
      #expect(answer.text.contains("Deadline expired before operation could complete."))
      #expect(try await server.comesToRest(), "the code goes on after its response")
    }

    @Test("the SDK's own timeout is one, and the server answers before it is over", arguments: SDK.allCases)
    func sdk(_ sdk: SDK) async throws {
      try await PythonClient.run("timeout", on: try .current, with: sdk)
    }
  }
}

extension ProcessSuites.AsDelivered {
  @Suite("A client's deadline")
  struct ShortDeadlineTests {
    private static let vertex = "/v1beta1/projects/p/locations/l/publishers/google/models/gemini-2.5-flash"
    private static let targets = [
      ServerProcess.generate, ServerProcess.stream, "\(vertex):generateContent",
      "/v1/models/gemini-3.5-flash:streamGenerateContent",
    ]

    @Test(
      "below ten seconds is refused before anything is looked at",
      arguments: targets,
      [("X-Server-Timeout", "5", "5s"), ("x-server-timeout", "9.5", "9.5s"), ("X-SERVER-TIMEOUT", "9.999", "9.999s")]
    )
    func short(_ target: String, _ header: (name: String, value: String, text: String)) async throws {
      let answer = try await ServerProcess.current.request(
        "POST",
        target,
        headers: [header.name: header.value],
        body: #"{"contents": [{"parts": [{"text": "hi"}]}]}"#
      )
      #expect(answer.status == 400)
      let message = "Manually set deadline \(header.text) is too short. Minimum allowed deadline is 10s."
      #expect(answer.text.contains(message), "\(answer.text)")
      #expect(answer.text.contains(#""status": "INVALID_ARGUMENT""#))
    }

    @Test("of ten seconds is taken, and of no other method one is asked", arguments: ["10", "10.0", "1200"])
    func longEnough(_ seconds: String) async throws {
      let server = try ServerProcess.current
      let body = #"{"contents": [{"role": "user", "parts": [{"text": "hi"}]}]}"#
      for target in Self.targets {
        let answer = try await server.request("POST", target, headers: ["X-Server-Timeout": seconds], body: body)
        #expect(answer.status == 200, "\(answer.text)")
      }
      let models = try await server.request("GET", "/v1beta/models", headers: ["X-Server-Timeout": "1"])
      #expect(models.status == 200)
    }

    @Test("that may be asked for is the operator's to say, and a number")
    func setting() async throws {
      let outcome = try await pollux("serve", "--port", "0", "--minimum-deadline", "3601")
      #expect(outcome.ending == .exited(64))
      #expect(outcome.errors.contains("must be a whole number from 0 to 3600"), "\(outcome.errors)")
    }
  }
}
