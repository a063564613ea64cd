import ChatFront
import GeminiAPI
import HTTPServer
import ModelBackends

// Answers of other servers and of recordings, which come in the Gemini API's form.
extension ChatAnswer {
  /// Translates an answer while it goes out.
  ///
  /// - Parameter answer: An answer to the request for content.
  /// - Returns: The same for OpenAI's clients.
  func passed(_ answer: VerbatimAnswer) -> VerbatimAnswer {
    guard answer.status == 200 else { return Self.refusal(answer) }
    guard isChunk else {
      return VerbatimAnswer(status: 200, contentType: ServiceHeaders.json) { write in
        var chat = self
        try await write(try chat.whole(try await answer.collect()))
      }
    }
    return VerbatimAnswer(status: 200, contentType: ServiceHeaders.eventStream) { write in
      var chat = self
      guard answer.isStream else {
        // A stream that was recorded in the form of a list.
        for chunk in try Self.list(try await answer.collect()) { try await write(try chat.event(.read(chunk))) }
        return try await write(ChatEvents.end(&chat))
      }
      var parser = SSEParser()
      var (count, hasFailed) = (0, false)
      try await answer.write { bytes in
        if LateError.isError(bytes, after: count) {
          hasFailed = true
          return try await write(ChatEvents.event(try Self.parsed(bytes)))
        }
        count += 1
        for event in parser.take(bytes) { try await write(try chat.event(.decode(event.data))) }
      }
      if let event = parser.finish() { try await write(try chat.event(.decode(event.data))) }
      if !hasFailed { try await write(ChatEvents.end(&chat)) }
    }
  }

  private mutating func event(_ chunk: @autoclosure () throws(Status) -> GenerateContentResponse) throws(Status)
    -> [UInt8]
  {
    ChatEvents.event(completion(try Self.readable(chunk)))
  }

  private mutating func whole(_ bytes: [UInt8]) throws(Status) -> [UInt8] {
    completion(try Self.readable { () throws(Status) in try .decode(bytes) }).compactJSON
  }

  /// An error of another server.
  ///
  /// - Parameter answer: The error.
  /// - Returns: The same in a list, as this surface has them; what is not JSON goes out as it came.
  static func refusal(_ answer: VerbatimAnswer) -> VerbatimAnswer {
    guard answer.contentType.hasPrefix("application/json") else { return answer }
    return VerbatimAnswer(status: answer.status, contentType: answer.contentType) { write in
      let bytes = try await answer.collect()
      guard let error = try? JSONParser.parse(bytes), error.members != nil else { return try await write(bytes) }
      try await write(JSONValue.array([error]).json(pretty: true))
    }
  }

  private static func list(_ bytes: [UInt8]) throws(Status) -> [JSONValue] {
    let value = try parsed(bytes)
    return value.elements ?? [value]
  }

  private static func parsed(_ bytes: [UInt8]) throws(Status) -> JSONValue {
    do throws(JSONSyntaxError) { return try JSONParser.parse(bytes) } catch { throw .unreadable(error.message) }
  }

  private static func readable(
    _ read: () throws(Status) -> GenerateContentResponse
  ) throws(Status) -> GenerateContentResponse {
    do throws(Status) { return try read() } catch { throw .unreadable(error.message) }
  }
}

extension Status {
  fileprivate static func unreadable(_ reason: String) -> Status {
    .internal("The answer of the upstream, or of the recording, cannot be translated: \(reason.prefix(bytes: 500))")
  }
}
