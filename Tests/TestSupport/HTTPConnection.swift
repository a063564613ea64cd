import Foundation
import Glibc

/// A response as it came over the wire.
package struct HTTPAnswer: Sendable {
  package var status: Int
  /// Names in lower case.
  package var headers: [String: String]
  package var body: [UInt8]

  package var text: String { String(decoding: body, as: UTF8.self) }

  package func decoded<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(body))
    } catch {
      throw TestFailure("\(status) is not a \(type): \(error)\n\(text.prefix(2000))")
    }
  }
}

/// One socket to a server, where exact bytes and the moment of leaving matter.
///
/// Its calls block.
package final class HTTPConnection: Sendable {
  private static let timeout = timeval(tv_sec: 60, tv_usec: 0)

  private let socket: Int32

  package init(port: UInt16) throws {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var timeout = Self.timeout
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw TestFailure("connect to port \(port): \(String(cString: strerror(errno)))") }
  }

  deinit {
    close(socket)
  }

  package func send(method: String, target: String, headers: [String: String] = [:], body: String) throws {
    var head = "\(method) \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    for (name, value) in headers { head += "\(name): \(value)\r\n" }
    if method != "GET" || !body.isEmpty { head += "Content-Length: \(body.utf8.count)\r\n" }
    try sendRaw("\(head)\r\n\(body)")
  }

  /// Sends bytes as they are.
  package func sendRaw(_ text: String) throws {
    try send(bytes: Array(text.utf8))
  }

  /// Sends bytes as they are; a server that has heard enough may close before it has read them all.
  package func send(bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { throw TestFailure("send: \(String(cString: strerror(errno)))") }
      rest = rest.dropFirst(count)
    }
  }

  /// Goes away in the middle of whatever is under way.
  package func leave() {
    shutdown(socket, Int32(SHUT_RDWR))
  }

  /// Reads until what came holds a text.
  package func read(until text: String) throws -> String {
    var bytes: [UInt8] = []
    while true {
      bytes += try readSome()
      let read = String(decoding: bytes, as: UTF8.self)
      if read.contains(text) { return read }
    }
  }

  /// Reads until the server closes the connection.
  package func readToEnd() throws -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(socket, &buffer, buffer.count, 0)
      guard count >= 0 else { throw TestFailure("recv: \(String(cString: strerror(errno)))") }
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += buffer.prefix(count)
    }
  }

  /// Reads until the server closes the connection, or breaks it.
  package func readToEndOrReset() throws -> (text: String, isReset: Bool) {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(socket, &buffer, buffer.count, 0)
      if count < 0, errno == ECONNRESET { return (String(decoding: bytes, as: UTF8.self), true) }
      guard count >= 0 else { throw TestFailure("recv: \(String(cString: strerror(errno)))") }
      guard count > 0 else { return (String(decoding: bytes, as: UTF8.self), false) }
      bytes += buffer.prefix(count)
    }
  }

  /// Reads one whole response.
  package func readAnswer() throws -> HTTPAnswer {
    var bytes: [UInt8] = []
    let separator = Array("\r\n\r\n".utf8)
    var end: Int?
    while end == nil {
      bytes += try readSome()
      end = bytes.firstRange(of: separator)?.upperBound
    }
    let bodyStart = end ?? bytes.count
    let lines = String(decoding: bytes[..<bodyStart], as: UTF8.self).components(separatedBy: "\r\n")
    guard let status = lines[0].split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      throw TestFailure("this is not a status line: \(lines[0])")
    }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    let body = try readBody(headers, begun: Array(bytes[bodyStart...]))
    return HTTPAnswer(status: status, headers: headers, body: body)
  }

  private func readBody(_ headers: [String: String], begun: [UInt8]) throws -> [UInt8] {
    var bytes = begun
    if let length = headers["content-length"].flatMap({ Int($0) }) {
      while bytes.count < length { bytes += try readSome() }
      return bytes
    }
    var body: [UInt8] = []
    var position = 0
    while true {
      let lineEnd = try read(into: &bytes, from: position, until: [13, 10])
      guard let count = Int(String(decoding: bytes[position..<lineEnd], as: UTF8.self), radix: 16) else {
        throw TestFailure("a chunk without a size")
      }
      let start = lineEnd + 2
      while bytes.count < start + count + 2 { bytes += try readSome() }
      guard Array(bytes[start + count..<start + count + 2]) == [13, 10] else {
        throw TestFailure("a chunk is longer than its size")
      }
      if count == 0 { return body }
      body += bytes[start..<start + count]
      position = start + count + 2
    }
  }

  private func read(into bytes: inout [UInt8], from position: Int, until end: [UInt8]) throws -> Int {
    while true {
      if let range = bytes[position...].firstRange(of: end) { return range.lowerBound }
      bytes += try readSome()
    }
  }

  private func readSome() throws -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    let count = recv(socket, &buffer, buffer.count, 0)
    guard count >= 0 else { throw TestFailure("recv: \(String(cString: strerror(errno)))") }
    guard count > 0 else { throw TestFailure("the server closed the connection inside a response") }
    return Array(buffer.prefix(count))
  }
}
