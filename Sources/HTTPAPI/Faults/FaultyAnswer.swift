import HTTPServer
import ModelBackends

extension ResponseSink {
  /// Sends a whole answer, broken where a script wants it.
  ///
  /// - Parameters:
  ///   - body: The answer.
  ///   - headers: Its headers beside those of every one.
  ///   - fault: What to break; nil for nothing. A stall is over by now.
  /// - Throws: `BrokenConnection` where the connection is to end.
  func send(_ body: [UInt8], headers: KeyValuePairs<String, String>, breaking fault: WireFault?) async throws {
    switch fault?.kind {
    case nil, .stall?: try await send(status: 200, headers: headers, body: body)
    case .disconnect?: throw BrokenConnection(isReset: false)
    case .reset?: throw BrokenConnection(isReset: true)
    case .truncate?:
      try await sendCut(body, sentCount: body.count / 2)
      throw BrokenConnection(isReset: false)
    case .badJSON?: try await send(status: 200, headers: headers, body: Array(body.prefix(body.count / 2)))
    case .badUTF8?: try await send(status: 200, headers: headers, body: BrokenBytes.badUTF8(body))
    case .duplicate?: try await send(status: 200, headers: headers, body: body + body)
    case .empty?: try await send(status: 200, headers: headers, body: [])
    }
  }
}
