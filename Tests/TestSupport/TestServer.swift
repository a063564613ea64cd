import Testing

/// A server that tests ask over HTTP: a process of its own, or a part of the test's.
package protocol TestServer: Sendable {
  var port: UInt16 { get }
}

extension TestServer {
  package static var generate: String { "/v1beta/models/gemini-2.5-flash:generateContent" }
  package static var stream: String { "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse" }

  package var url: String { "http://127.0.0.1:\(port)" }

  /// One request on a connection of its own.
  package func request(
    _ method: String = "POST",
    _ target: String = Self.generate,
    headers: [String: String] = [:],
    body: String = ""
  ) async throws -> HTTPAnswer {
    let port = port
    return try await onOwnThread {
      let connection = try HTTPConnection(port: port)
      try connection.send(method: method, target: target, headers: headers, body: body)
      return try connection.readAnswer()
    }
  }

  /// Runs blocks in one response.
  package func run(
    _ blocks: String...,
    files: [(mimeType: String, bytes: String)] = []
  ) async throws -> GenerateAnswer {
    try await run(blocks: blocks, files: files)
  }

  package func run(blocks: [String], files: [(mimeType: String, bytes: String)] = []) async throws -> GenerateAnswer {
    let answer = try await request(body: try GenerateBody(blocks: blocks, files: files).json())
    try #require(answer.status == 200, "\(answer.text)")
    return try answer.decoded()
  }

  /// Runs one block and gives its result.
  package func result(of code: String) async throws -> GenerateAnswer.Result {
    let answer = try await run(code)
    return try #require(answer.results.first, "the response has no result")
  }
}
