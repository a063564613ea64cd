import Foundation
import Testing

/// A `GenerateContentResponse`, one of a stream's chunks, or an error.
struct GenerateAnswer: Decodable, Sendable {
  struct Candidate: Decodable {
    struct Content: Decodable {
      var role: String
      var parts: [Part]
    }

    var content: Content
    var finishReason: String?
    var finishMessage: String?
  }

  struct Part: Decodable {
    var text: String?
    var executableCode: Code?
    var codeExecutionResult: Result?
    var inlineData: File?
  }

  struct Code: Decodable {
    var id: String?
    var language: String
    var code: String
  }

  struct Result: Decodable, Hashable {
    var id: String?
    var outcome: String
    var output: String?
  }

  struct File: Decodable, Hashable {
    var mimeType: String
    var data: Data
  }

  struct Usage: Decodable {
    var promptTokenCount: Int
    var candidatesTokenCount: Int?
    var toolUsePromptTokenCount: Int?
    var thoughtsTokenCount: Int?
    var totalTokenCount: Int

    var sum: Int {
      promptTokenCount + (candidatesTokenCount ?? 0) + (toolUsePromptTokenCount ?? 0) + (thoughtsTokenCount ?? 0)
    }
  }

  struct Failure: Decodable {
    struct Detail: Decodable {
      struct Violation: Decodable {
        var field: String?
        var description: String
      }

      private enum CodingKeys: String, CodingKey {
        case type = "@type"
        case fieldViolations, retryDelay
      }

      var type: String
      var fieldViolations: [Violation]?
      var retryDelay: String?
    }

    var code: Int
    var message: String
    var status: String
    var details: [Detail]?
  }

  var candidates: [Candidate]?
  var usageMetadata: Usage?
  var modelVersion: String?
  var responseId: String?
  var error: Failure?

  var parts: [Part] { candidates?.first?.content.parts ?? [] }
  var codes: [Code] { parts.compactMap(\.executableCode) }
  var results: [Result] { parts.compactMap(\.codeExecutionResult) }
  var files: [File] { parts.compactMap(\.inlineData) }

  /// The kinds of the parts in order, one letter each: Code, Result, File, Text.
  var shape: String {
    parts.map { part in
      if part.executableCode != nil { return "C" }
      if part.codeExecutionResult != nil { return "R" }
      return part.inlineData != nil ? "F" : "T"
    }
    .joined()
  }
}

extension ServerProcess {
  static let generate = "/v1beta/models/gemini-2.5-flash:generateContent"
  static let stream = "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse"

  /// One request on a connection of its own.
  func request(
    _ method: String = "POST",
    _ target: String = ServerProcess.generate,
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
  func run(_ blocks: String..., files: [(mimeType: String, bytes: String)] = []) async throws -> GenerateAnswer {
    try await run(blocks: blocks, files: files)
  }

  func run(blocks: [String], files: [(mimeType: String, bytes: String)] = []) async throws -> GenerateAnswer {
    let answer = try await request(body: try GenerateBody(blocks: blocks, files: files).json())
    try #require(answer.status == 200, "\(answer.text)")
    return try answer.decoded()
  }

  /// Runs one block and gives its result.
  func result(of code: String) async throws -> GenerateAnswer.Result {
    let answer = try await run(code)
    return try #require(answer.results.first, "the response has no result")
  }
}
