import GeminiAPI
import HTTPServer
import NIOCore

/// How the chunks of a stream stand one after the other on the wire.
///
/// Clients parse events strictly: one `data: ` line with a blank, no line end inside the JSON, an empty line behind, and
/// nothing else. An error amid events is raw JSON in a write of its own.
enum ChunkFraming: Sendable {
  /// Server-sent events, `alt=sse`.
  case events
  /// One JSON array, the form without `alt`.
  case array

  var contentType: String {
    switch self {
    case .events: ServiceHeaders.eventStream
    case .array: ServiceHeaders.json
    }
  }

  /// What follows the last chunk; no line end, which the Python SDK before google-genai takes for a broken array.
  var end: ByteBuffer? {
    switch self {
    case .events: nil
    case .array: ByteBuffer(string: "]")
    }
  }

  /// Frames one chunk.
  ///
  /// - Parameters:
  ///   - chunk: A chunk.
  ///   - isFirst: Whether nothing went out before it.
  ///   - format: How the client wants JSON; an event is one line in any case.
  /// - Returns: The bytes of one write.
  func piece(_ chunk: GenerateContentResponse, isFirst: Bool, format: JSONFormat) -> ByteBuffer {
    var format = format
    switch self {
    case .events:
      format.isPretty = false
      return Self.buffer("data: ", chunk.json(format), "\r\n\r\n")
    case .array: return Self.buffer(isFirst ? "[" : ",\r\n", Self.trimmed(chunk.json(format)), "")
    }
  }

  /// The body of an error before anything was sent.
  func whole(error: Status) -> [UInt8] {
    switch self {
    case .events: error.json(pretty: true)
    case .array: [UInt8(ascii: "[")] + Self.trimmed(error.json(pretty: true)) + Array("]\n".utf8)
    }
  }

  /// An error after chunks were sent.
  func late(error: Status) -> ByteBuffer {
    switch self {
    case .events: ByteBuffer(bytes: error.json(pretty: true))
    case .array: Self.buffer(",\r\n", Self.trimmed(error.json(pretty: true)), "]")
    }
  }

  private static func buffer(_ before: StaticString, _ json: some Collection<UInt8>, _ after: StaticString)
    -> ByteBuffer
  {
    var buffer = ByteBuffer()
    buffer.reserveCapacity(before.utf8CodeUnitCount + json.count + after.utf8CodeUnitCount)
    buffer.writeStaticString(before)
    buffer.writeBytes(json)
    buffer.writeStaticString(after)
    return buffer
  }

  private static func trimmed(_ json: [UInt8]) -> ArraySlice<UInt8> {
    json.last == UInt8(ascii: "\n") ? json.dropLast() : json[...]
  }
}
