package import NIOHTTP1

/// A request without its body.
package struct IncomingRequest: Sendable {
  package let head: HTTPRequestHead
  package let target: RequestTarget
  package let presence: ClientPresence
  package let log: RequestLog
  package let exchange: any Exchange

  /// Whether the client wants to be told to go on before it sends its body.
  package var waitsToSend: Bool {
    head.headers[canonicalForm: "expect"].contains("100-continue")
  }

  /// The length of the body where the client announces it.
  package var announcedLength: Int? {
    head.headers.first(name: "content-length").flatMap { Int($0) }
  }

  /// Where this server is, as the client reached it, `http://127.0.0.1:8080`; empty for a client that names no host.
  ///
  /// A proxy that speaks TLS says so in `X-Forwarded-Proto`.
  package var baseURL: String {
    guard let host = head.headers.first(name: "host"), !host.isEmpty else { return "" }
    let forwarded = head.headers.first(name: "x-forwarded-proto")?.prefix { $0 != "," }
    let prefix = target.namespace.map { "/t/\($0)" } ?? ""
    return "\(forwarded == "https" ? "https" : "http")://\(host)\(prefix)"
  }
}
