import Testing
import TestSupport

/// Something a client sends that cannot be answered, and what it is told.
struct BadInput: Sendable, CustomTestStringConvertible {
  var testDescription: String
  /// What goes over the wire.
  var bytes: [UInt8]
  var status = 400
  var name = "INVALID_ARGUMENT"
  /// How the message begins.
  var message: String
  /// The fields of the violations in the details; nil for one at the root.
  var fields: [String?] = []

  /// A body that is refused.
  init(
    _ description: String,
    body: String,
    _ message: String,
    fields: [String?] = [],
    status: Int = 400,
    name: String = "INVALID_ARGUMENT"
  ) {
    self.init(description, bytes: Self.request(body: Array(body.utf8)), message)
    (self.fields, self.status, self.name) = (fields, status, name)
  }

  /// A target, method or header that is refused.
  init(
    _ description: String,
    _ method: String = "POST",
    _ target: String = SurfaceServer.generate,
    headers: String = "",
    status: Int,
    name: String,
    _ message: String
  ) {
    let body = method == "POST" ? Array(Self.hello.utf8) : []
    self.init(description, bytes: Self.request(method, target, headers: headers, body: body), message)
    (self.status, self.name) = (status, name)
  }

  init(_ description: String, bytes: [UInt8], _ message: String) {
    testDescription = description
    self.bytes = bytes
    self.message = message
  }

  /// The key the server of these tests takes.
  static let key = "right"
  /// The most bytes of a body it takes.
  static let bodyLimit = 1_500_000

  static let hello = #"{"contents": [{"parts": [{"text": "hi"}]}]}"#

  static func request(
    _ method: String = "POST",
    _ target: String = SurfaceServer.generate,
    headers: String = "",
    body: [UInt8]
  ) -> [UInt8] {
    let key = headers.lowercased().contains("x-goog-api-key") ? "" : "x-goog-api-key: \(Self.key)\r\n"
    let head =
      "\(method) \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\n\(key)\(headers)Content-Length: \(body.count)\r\n\r\n"
    return Array(head.utf8) + body
  }

  /// A whole body around one part of a user's turn, with the tool on.
  static func part(_ part: String) -> String {
    #"{"contents": [{"parts": [\#(part)]}], "tools": [{"codeExecution": {}}]}"#
  }

  /// A whole body with one more member.
  static func with(_ member: String) -> String {
    #"{"contents": [{"parts": [{"text": "hi"}]}], \#(member)}"#
  }
}
