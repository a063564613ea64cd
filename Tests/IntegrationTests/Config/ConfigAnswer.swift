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

/// Any JSON, for comparing.
enum JSON: Decodable, Equatable, ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
  ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
  case null
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([JSON])
  case object([String: JSON])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let list = try? container.decode([JSON].self) {
      self = .list(list)
    } else {
      self = .object(try container.decode([String: JSON].self))
    }
  }

  init(stringLiteral value: String) { self = .text(value) }
  init(floatLiteral value: Double) { self = .number(value) }
  init(booleanLiteral value: Bool) { self = .flag(value) }
  init(nilLiteral: ()) { self = .null }
  init(arrayLiteral elements: JSON...) { self = .list(elements) }
  init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(Dictionary(elements) { first, _ in first })
  }
}

extension ServerProcess {
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
