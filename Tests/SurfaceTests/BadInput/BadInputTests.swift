import Foundation
import Testing
import TestSupport

extension Surfaces {
  @Suite(
    "What cannot be answered",
    .surface(
      environment: ["POLLUX_API_KEYS": BadInput.key, "POLLUX_REQUEST_BODY_LIMIT": "\(BadInput.bodyLimit)"]
    )
  )
  struct BadInputTests {
    static let cases = BadJSON.cases + BadFields.cases + BadRequests.cases + BadHTTP.cases

    private func answer(to bytes: [UInt8]) async throws -> HTTPAnswer {
      let port = try SurfaceServer.current.port
      return try await onOwnThread {
        let connection = try HTTPConnection(port: port)
        try connection.send(bytes: bytes)
        return try connection.readAnswer()
      }
    }

    @Test("is told as the service tells it, and harms nobody", arguments: cases)
    func refusal(_ input: BadInput) async throws {
      let answer = try await answer(to: input.bytes)
      #expect(answer.status == input.status, "\(answer.text)")
      #expect(answer.text.hasPrefix("{\n  \"error\": {\n    \"code\": \(input.status),\n    \"message\": \""))
      #expect(answer.body.count < 20_000, "the answer to a bad request is small")
      let error = try #require(try answer.decoded(GenerateAnswer.self).error)
      #expect(error.code == input.status)
      #expect(error.status == input.name)
      #expect(error.message.hasPrefix(input.message), "\(error.message)")
      let violations = (error.details ?? []).flatMap { $0.fieldViolations ?? [] }
      #expect(violations.map(\.field) == input.fields)
      #expect(violations.map(\.description).joined(separator: "\n") == (violations.isEmpty ? "" : error.message))

      let headers = ["x-goog-api-key": BadInput.key]
      let next = try await SurfaceServer.current.request(headers: headers, body: BadInput.hello)
      #expect(next.status == 200, "the next request is answered")
    }

    @Test("is a table of at least sixty")
    func count() {
      #expect(Self.cases.count >= 60)
      #expect(Set(Self.cases.map(\.testDescription)).count > 60)
    }

    @Test("has its position told where it is not JSON")
    func position() async throws {
      let answer = try await answer(to: BadInput.request(body: Array("{\n  \"contents\": [}".utf8)))
      #expect(answer.text.contains("\"reason\": \"INVALID_JSON\""))
      #expect(answer.text.contains("\"line\": \"2\"") && answer.text.contains("\"column\": \"16\""))
    }

    @Test("is told within a list where the answer would be one")
    func arrayForm() async throws {
      let target = "/v1beta/models/gemini-9:streamGenerateContent"
      for body in ["{", BadInput.hello] {
        let answer = try await answer(to: BadInput.request("POST", target, body: Array(body.utf8)))
        #expect(answer.text.hasPrefix("[{\n  \"error\": {"))
        #expect(try answer.decoded([GenerateAnswer].self).first?.error?.code == answer.status)
      }
    }

    @Test("is answered once, and the connection closed, where it is not HTTP")
    func oneAnswer() async throws {
      let port = try SurfaceServer.current.port
      let head = "POST /v1/models HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\nzz\r\n"
      let read = try await onOwnThread {
        let connection = try HTTPConnection(port: port)
        try connection.sendRaw(head)
        return try connection.readToEnd()
      }
      #expect(read.ranges(of: "HTTP/1.1 400 Bad Request").count == 1, "\(read)")
    }
  }
}
