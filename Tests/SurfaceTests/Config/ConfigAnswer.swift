import Foundation
import Testing
import TestSupport

/// What the tests of `generationConfig` look at in an answer.
struct ConfigAnswer: Decodable {
  struct Candidate: Decodable {
    struct Content: Decodable {
      var role: String
      var parts: [Part]?
    }

    var content: Content
    var finishReason: String?
    var index: Int?
  }

  struct Part: Decodable {
    struct Call: Decodable {
      var id: String?
      var name: String
      var args: JSON?
    }

    var text: String?
    var thought: Bool?
    var thoughtSignature: String?
    var functionCall: Call?
    var executableCode: GenerateAnswer.Code?
    var codeExecutionResult: GenerateAnswer.Result?
  }

  var candidates: [Candidate]
  var usageMetadata: GenerateAnswer.Usage

  var parts: [Part] { candidates[0].content.parts ?? [] }
  var calls: [Part.Call] { parts.compactMap(\.functionCall) }
  /// All texts but thoughts, joined as clients do.
  var text: String { parts.filter { $0.thought != true }.compactMap(\.text).joined() }
}

extension SurfaceServer {
  /// Asks with further members of the body.
  func ask(
    _ prompt: String,
    _ members: String = "",
    model: String = "gemini-2.5-flash",
    turns: String = ""
  ) async throws -> HTTPAnswer {
    let contents = #"{"role": "user", "parts": [{"text": "\#(prompt)"}]}\#(turns.isEmpty ? "" : ", \(turns)")"#
    let body = #"{"contents": [\#(contents)]\#(members.isEmpty ? "" : ", \(members)")}"#
    return try await request("POST", "/v1beta/models/\(model):generateContent", body: body)
  }

  func config(_ prompt: String, _ config: String, model: String = "gemini-2.5-flash") async throws -> ConfigAnswer {
    let answer = try await ask(prompt, #""generationConfig": {\#(config)}"#, model: model)
    try #require(answer.status == 200, "\(answer.text)")
    return try answer.decoded()
  }
}
