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
