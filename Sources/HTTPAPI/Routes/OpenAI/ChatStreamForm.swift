import ChatFront
import GeminiAPI
import HTTPServer
import ModelBackends
import NIOCore

/// A stream of chat completions: events, behind the last of them `[DONE]`.
struct ChatStreamForm: StreamForm {
  var answer: ChatAnswer
  let watch: TranslatedWatch

  var framing: ChunkFraming { .events }

  mutating func piece(_ chunk: GenerateContentResponse, isFirst: Bool) -> ByteBuffer {
    watch.tell(chunk, isFirst: isFirst)
    return ByteBuffer(bytes: ChatEvents.event(answer.completion(chunk)))
  }

  mutating func close(isTruncated: Bool) -> ByteBuffer? {
    watch.tellEnd()
    guard !isTruncated else { return nil }
    return ByteBuffer(bytes: ChatEvents.end(&answer))
  }

  func whole(error: Status) -> (contentType: String, body: [UInt8]) {
    watch.tell(error)
    return (ServiceHeaders.json, ChunkFraming.array.whole(error: error))
  }

  func late(error: Status) -> ByteBuffer {
    watch.tell(late: error)
    return ByteBuffer(bytes: ChatEvents.event(error))
  }

  func passed(_ answer: VerbatimAnswer) -> VerbatimAnswer { self.answer.passed(answer) }
}

/// Events of a stream of chat completions.
enum ChatEvents {
  /// One event; also an error amid a stream: OpenAI's clients look for `error` in the data of each event, in no list.
  static func event(_ data: some JSONWritable) -> [UInt8] { frame(data.compactJSON) }

  /// What ends a stream.
  static func end(_ answer: inout ChatAnswer) -> [UInt8] {
    (answer.closing().map { event($0) } ?? []) + frame(Array("[DONE]".utf8))
  }

  private static func frame(_ data: [UInt8]) -> [UInt8] { Array("data: ".utf8) + data + Array("\n\n".utf8) }
}
