import Foundation
import TestSupport
import Testing

/// A chat completion or a chunk of one, as a client reads it.
struct ChatReply: Decodable {
  struct Choice: Decodable {
    var index: Int
    var message: Message?
    var delta: Message?
    var finish_reason: String?
  }
  struct Message: Decodable {
    struct Call: Decodable {
      struct Function: Decodable {
        var name: String
        var arguments: String
      }
      var id: String
      var index: Int?
      var type: String
      var function: Function
    }
    struct Extra: Decodable {
      struct Google: Decodable { var parts: [GenerateAnswer.Part]? }
      var google: Google
    }
    var role: String
    var content: String?
    var tool_calls: [Call]?
    var extra_content: Extra?
  }
  struct Usage: Decodable, Equatable {
    var prompt_tokens: Int
    var completion_tokens: Int
    var total_tokens: Int
  }
  var id: String
  var object: String
  var created: Int
  var model: String
  var choices: [Choice]
  var usage: Usage?
}

/// An error in the list in which OpenAI's clients get it.
struct ChatError: Decodable {
  struct Error: Decodable {
    var code: Int
    var message: String
    var status: String
  }
  var error: Error
}

extension SurfaceServer {
  static let chat = "/v1beta/openai/chat/completions"

  /// Asks for a chat completion.
  ///
  /// - Parameters:
  ///   - prompt: What the user says, in JSON.
  ///   - more: Further members of the request.
  ///   - headers: Its headers.
  ///   - path: Its path.
  /// - Returns: The answer.
  /// - Throws: Where the connection fails.
  func chat(
    _ prompt: String,
    _ more: String = "",
    headers: [String: String] = [:],
    path: String = SurfaceServer.chat
  ) async throws -> HTTPAnswer {
    let body = #"{"model": "gemini-2.5-flash", "messages": [{"role": "user", "content": "\#(prompt)"}]\#(more)}"#
    return try await request("POST", path, headers: headers, body: body)
  }
}

extension HTTPAnswer {
  /// The events of a stream; it fails the test where the last is not `[DONE]`.
  func chatChunks() throws -> [ChatReply] {
    try #require(status == 200, "\(text)")
    var events = text.components(separatedBy: "\n\n")
    #expect(events.popLast() == "" && events.popLast() == "data: [DONE]", "\(text.suffix(200))")
    return try events.map { event in
      try #require(event.hasPrefix("data: {"), "\(event)")
      return try JSONDecoder().decode(ChatReply.self, from: Data(event.dropFirst("data: ".count).utf8))
    }
  }

  /// The one error of a list.
  func chatError() throws -> ChatError.Error {
    let list: [ChatError] = try decoded()
    return try #require(list.count == 1 ? list.first?.error : nil, "\(text)")
  }
}

extension [ChatReply] {
  var text: String { compactMap { $0.choices.first?.delta?.content }.joined() }
  var parts: [GenerateAnswer.Part] { flatMap { $0.choices.first?.delta?.extra_content?.google.parts ?? [] } }
}
