import GeminiAPI
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// Asks a running server something over HTTP, for the command line.
package struct ServerInquiry: Sendable {
  /// In bytes.
  private static let maximumBody = 16 << 20
  private static let timeout = Duration.seconds(10)

  private let host: String
  private let port: Int
  /// As it was given, for messages.
  private let address: String
  private let key: String?

  /// Prepares to ask a server.
  ///
  /// - Parameters:
  ///   - address: `http://127.0.0.1:8080`; what follows the port is not used.
  ///   - key: An API key the server takes.
  /// - Throws: A usage error for an address of another form.
  package init(address: String, key: String?) throws(ServiceFailure) {
    let rest = address.hasPrefix("http://") ? address.dropFirst(7) : ""
    let authority = rest.prefix { $0 != "/" }
    let colon = authority.lastIndex(of: ":").flatMap { authority[$0...].contains("]") ? nil : $0 }
    let name = authority[..<(colon ?? authority.endIndex)]
    guard !name.isEmpty, let port = colon.map({ Int(authority[$0...].dropFirst()) }) ?? 80, (1...65_535).contains(port)
    else {
      throw ServiceFailure(
        exitCode: 64,
        message: "'\(address.prefix(bytes: 200))' is no server's address; http://127.0.0.1:8080 is one."
      )
    }
    host = name.hasPrefix("[") ? String(name.dropFirst().dropLast()) : String(name)
    self.port = port
    self.address = String(address.prefix(bytes: 200))
    self.key = key
  }

  /// Sends one `GET` and waits for its answer, at most ten seconds.
  ///
  /// - Parameter path: Where to, `/health`.
  /// - Returns: The body of a response with status 200.
  /// - Throws: Why there is none, with what to do.
  package func get(_ path: String) async throws(ServiceFailure) -> [UInt8] {
    let answer: (status: UInt, body: [UInt8])
    do {
      answer = try await withThrowingTaskGroup(of: (UInt, [UInt8])?.self) { tasks in
        tasks.addTask { try await exchange(path) }
        tasks.addTask {
          try await Task.sleep(for: Self.timeout)
          return nil
        }
        defer { tasks.cancelAll() }
        guard let first = try await tasks.next(), let answer = first else {
          throw ChannelError.connectTimeout(.seconds(10))
        }
        return answer
      }
    } catch {
      throw .unavailable(
        "\(address) does not answer (\(Self.reason(of: error))). Is it the address that `pollux serve` printed?"
      )
    }
    switch answer.status {
    case 200: return answer.body
    case 400, 401, 403: throw .unavailable("\(address) wants an API key; set GEMINI_API_KEY to one it takes.")
    default:
      throw .unavailable("\(address) answered with HTTP status \(answer.status); is it a Pollux of this version?")
    }
  }

  private static func reason(of error: any Error) -> String {
    guard let failure = error as? NIOConnectionError else { return "\(error)" }
    let reasons = failure.connectionErrors.map { attempt in
      (attempt.error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(attempt.error)"
    }
    return reasons.last ?? "\(failure.host) is not known"
  }

  private func exchange(_ path: String) async throws -> (UInt, [UInt8]) {
    let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .connectTimeout(.seconds(5))
      .connect(host: host, port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHTTPClientHandlers()
          return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
            wrappingChannelSynchronously: channel
          )
        }
      }
    return try await channel.executeThenClose { inbound, outbound in
      var headers: HTTPHeaders = ["Host": "\(host.contains(":") ? "[\(host)]" : host):\(port)", "Connection": "close"]
      if let key { headers.add(name: "x-goog-api-key", value: key) }
      let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: headers)
      try await outbound.write(contentsOf: [.head(head), .end(nil)])
      var status: UInt = 0
      var body: [UInt8] = []
      for try await part in inbound {
        switch part {
        case .head(let head): status = head.status.code
        case .body(let buffer): body += buffer.readableBytesView
        case .end: return (status, body)
        }
        guard body.count <= Self.maximumBody else { break }
      }
      throw ChannelError.inputClosed
    }
  }
}
