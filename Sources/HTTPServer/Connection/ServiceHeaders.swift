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
    // Made at once: a header that is added is looked at byte by byte.
    var headers = [
      ("Content-Type", contentType),
      ("Vary", "Origin, X-Origin, Referer"),
      ("Date", HTTPDate.now()),
      ("Server", server),
      ("X-XSS-Protection", "0"),
      ("X-Frame-Options", "SAMEORIGIN"),
      ("X-Content-Type-Options", "nosniff"),
    ]
    if let started {
      let milliseconds = (ContinuousClock.now - started) / .milliseconds(1)
      headers.append(("Server-Timing", "gfet4t7; dur=\(Int(milliseconds))"))
    }
    if let contentLength { headers.append(("Content-Length", String(contentLength))) }
    if !keepAlive { headers.append(("Connection", "close")) }
    return HTTPHeaders(headers)
  }
}
