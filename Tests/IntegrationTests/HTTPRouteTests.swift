import Foundation
import Testing
import TestSupport

extension ProcessSuites.AsDelivered {
  @Suite("The paths and the pace of a response")
  struct HTTPRouteTests {
    @Test(
      "every method is served in every version, under every form of the model's name",
      arguments: ["", "/v1", "/v1beta", "/v1alpha", "//v1beta/"],
      [
        "models/gemini-2.5-flash", "models/models%2Fgemini-2.5-flash", "models%2Fgemini-2.5-flash",
      ]
    )
    func paths(version: String, model: String) async throws {
      let server = try ServerProcess.current
      let body = try GenerateBody(blocks: ["print(1)"]).json()
      let whole = try await server.request("POST", "\(version)/\(model):generateContent?%24alt=json", body: body)
      #expect(try whole.decoded(GenerateAnswer.self).shape == "CRT")
      let events = try await server.request("POST", "\(version)/\(model):streamGenerateContent?alt=sse", body: body)
      #expect(events.text.hasPrefix("data: {") && events.text.contains("OUTCOME_OK"))
      let array = try await server.request("POST", "\(version)/\(model):streamGenerateContent", body: body)
      #expect(try array.decoded([GenerateAnswer].self).map(\.shape).joined() == "CRT")
      let text = #"{"contents": [{"parts": [{"text": "one two"}]}]}"#
      let tokens = try await server.request("POST", "\(version)/\(model):countTokens", body: text)
      #expect(tokens.text.hasPrefix("{\n  \"totalTokens\": 2,\n"))
      let nested = #"{"generateContentRequest": {"model": "\#(model)", "contents": {"parts": {"text": "one two"}}}}"#
      let again = try await server.request("POST", "\(version)/\(model):countTokens", body: nested)
      #expect(again.text == tokens.text)
      #expect(try await server.request("GET", "\(version)/\(model)").text.contains("models/gemini-2.5-flash"))
    }

    @Test("the elements of an array go out one by one, while later blocks still run")
    func arrayIsFlushed() async throws {
      let server = try ServerProcess.current
      #expect(try await server.comesToRest())
      let port = server.port
      let body = try GenerateBody(blocks: ["print('first ' + 'block')", "import time\ntime.sleep(25)"]).json()
      let connection = try await onOwnThread {
        let connection = try HTTPConnection(port: port)
        try connection.send(method: "POST", target: "/v1/models/gemini-2.5-flash:streamGenerateContent", body: body)
        let read = try connection.read(until: "time.sleep")
        #expect(read.contains("\"first block\\n\"") && read.contains(",\r\n{"))
        #expect(!read.contains("}]\n"))
        return connection
      }
      #expect(try server.processes() != server.processesAtRest, "the second block has ended")
      connection.leave()
      #expect(try await server.comesToRest())
    }

    @Test(
      "a timeout that is none is not one",
      arguments: ["0", "-1", "soon", "", "1e9", "99999999999999999999", "0x5", "nan", "5s", "1.2.3"]
    )
    func noTimeout(_ value: String) async throws {
      let body = try GenerateBody(blocks: ["print(1)"]).json()
      let answer = try await ServerProcess.current.request(headers: ["X-Server-Timeout": value], body: body)
      #expect(answer.status == 200)
    }
  }
}

extension ProcessSuites {
  @Suite("With API keys", .server(changes: [:], environment: ["POLLUX_API_KEYS": "right, other"]))
  struct APIKeyTests {
    private static let body = #"{"contents": [{"parts": [{"text": "hi"}]}]}"#

    @Test(
      "a configured key is taken wherever clients put it",
      arguments: [
        (["x-goog-api-key": "right"], ""), (["X-Goog-Api-Key": "other"], ""), ([:], "?key=right"),
        ([:], "?alt=json&key=r%69ght"), (["Authorization": "Bearer right"], ""),
        (["authorization": "bearer other"], ""),
        (["x-goog-api-key": "right"], "?key=wrong"),
      ] as [([String: String], String)]
    )
    func accepted(headers: [String: String], query: String) async throws {
      let server = try ServerProcess.current
      let answer = try await server.request("POST", ServerProcess.generate + query, headers: headers, body: Self.body)
      #expect(answer.status == 200, "\(answer.text)")
      #expect(try await server.request("GET", "/v1beta/models" + query, headers: headers).status == 200)
    }

    @Test(
      "no key and a wrong one are told apart",
      arguments: [
        ([:], "", 403, "PERMISSION_DENIED"), (["x-goog-api-key": ""], "", 403, "PERMISSION_DENIED"),
        (["Authorization": "Basic right"], "", 403, "PERMISSION_DENIED"), ([:], "?key=", 403, "PERMISSION_DENIED"),
        (["x-goog-api-key": "wrong"], "", 400, "INVALID_ARGUMENT"), ([:], "?key=righ", 400, "INVALID_ARGUMENT"),
        (["x-goog-api-key": "rightright"], "", 400, "INVALID_ARGUMENT"), ([:], "?key=RIGHT", 400, "INVALID_ARGUMENT"),
        (["Authorization": "Bearer right "], "?key=wrong", 400, "INVALID_ARGUMENT"),
      ] as [([String: String], String, Int, String)]
    )
    func refused(headers: [String: String], query: String, status: Int, name: String) async throws {
      let server = try ServerProcess.current
      let methods = ["generateContent", "streamGenerateContent", "countTokens", "sing"]
      for target in methods.map({ "/v1beta/models/gemini-2.5-flash:\($0)" }) {
        let answer = try await server.request("POST", target + query, headers: headers, body: Self.body)
        #expect(answer.status == status)
        let error = try #require(try answer.decoded(GenerateAnswer.self).error)
        #expect(error.status == name)
        guard status == 400 else { continue }
        #expect(error.message == "API key not valid. Please pass a valid API key.")
        #expect(answer.text.contains("\"reason\": \"API_KEY_INVALID\""))
      }
      #expect(try await server.request("GET", "/health", headers: headers).status == 200, "health wants no key")
    }
  }
}
