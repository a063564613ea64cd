import NIOHTTP1
import TelemetryNames

/// The headers the service puts on every response.
package enum ServiceHeaders {
  package static let json = "application/json; charset=UTF-8"
  package static let eventStream = "text/event-stream"

  private static let server = "pollux/\(PolluxVersion.current)"

  /// Makes the headers of one response.
  ///
  /// - Parameters:
  ///   - contentType: The media type of the body.
  ///   - contentLength: In bytes; nil for a stream.
  ///   - keepAlive: Whether the connection serves another request afterwards.
  ///   - started: When the request came in.
  /// - Returns: The headers, all values of our own making.
  static func make(
    contentType: String,
    contentLength: Int?,
    keepAlive: Bool,
    started: ContinuousClock.Instant?
  ) -> HTTPHeaders {
    var headers = HTTPHeaders()
    headers.reserveCapacity(11)
    headers.add(name: "Content-Type", value: contentType)
    headers.add(name: "Vary", value: "Origin, X-Origin, Referer")
    headers.add(name: "Date", value: HTTPDate.now())
    headers.add(name: "Server", value: server)
    headers.add(name: "X-XSS-Protection", value: "0")
    headers.add(name: "X-Frame-Options", value: "SAMEORIGIN")
    headers.add(name: "X-Content-Type-Options", value: "nosniff")
    if let started {
      let milliseconds = (ContinuousClock.now - started) / .milliseconds(1)
      headers.add(name: "Server-Timing", value: "gfet4t7; dur=\(Int(milliseconds))")
    }
    if let contentLength { headers.add(name: "Content-Length", value: String(contentLength)) }
    if !keepAlive { headers.add(name: "Connection", value: "close") }
    return headers
  }
}
