/// Where and why a body is not JSON, in the words the service's own parser uses.
///
/// The texts and the excerpt of 20 bytes on either side with a caret under the spot follow protobuf's
/// `json_stream_parser.cc`, whose answers clients and their users know.
package struct JSONSyntaxError: Error, Hashable, Sendable {
  /// What is wrong, in the words of the service.
  package var reason: String
  /// Bytes from the start of the body.
  package var offset: Int
  /// Counted from 1.
  package var line: Int
  /// In bytes, counted from 1.
  package var column: Int
  /// The bytes around the spot; nil for limits, where they would say nothing.
  package var excerpt: String?
  /// Characters of the excerpt before the spot.
  package var caret: Int

  /// What the service answers: the reason, the excerpt, and the caret on a line of its own.
  package var message: String {
    guard let excerpt else { return "Invalid JSON payload received. \(reason)" }
    let indent = String(repeating: " ", count: caret)
    return "Invalid JSON payload received. \(reason)\n\(excerpt)\n\(indent)^"
  }

  /// The position for programs, which the service does not tell: `google.rpc.ErrorInfo` with line, column and offset.
  var detail: JSONValue {
    Status.errorInfo(
      reason: "INVALID_JSON",
      domain: "pollux",
      metadata: ["line": String(line), "column": String(column), "offset": String(offset)]
    )
  }
}

extension JSONSyntaxError {
  /// How much of the body before the spot the excerpt shows.
  enum Context {
    case around
    case onlyAfter
    case none
  }

  init(_ reason: String, at offset: Int, in body: UnsafeRawBufferPointer, context: Context) {
    self.reason = reason
    self.offset = offset
    let before = body[..<offset]
    line = 1 + before.count { $0 == UInt8(ascii: "\n") }
    column = offset - (before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0) + 1
    caret = 0
    guard context != .none else { return }
    let width = 20
    let start = context == .around ? max(0, offset - width) : offset
    let lead = String(decoding: body[start..<offset], as: UTF8.self)
    excerpt = lead + String(decoding: body[offset..<min(body.count, offset + width)], as: UTF8.self)
    caret = lead.unicodeScalars.count
  }
}
