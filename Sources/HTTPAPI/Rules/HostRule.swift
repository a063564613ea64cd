import GeminiAPI
import NIOHTTP1

/// Answers only requests that name this server, so that a web page cannot reach it under a name of its own.
///
/// DNS rebinding makes a browser send requests to a loopback address under the attacker's name; the name is in `Host`.
package struct HostRule: Sendable {
  private let names: Set<String>

  /// Creates the rule.
  ///
  /// - Parameter names: What `Host` may say besides loopback names; without ports.
  package init(names: some Sequence<String> = [] as [String]) {
    self.names = Set(names.map { Self.name(ofHost: $0) })
  }

  /// Checks where a request was sent to.
  ///
  /// - Parameter headers: The request's headers.
  /// - Throws: `PERMISSION_DENIED` naming the setting that admits a host.
  func check(_ headers: HTTPHeaders) throws(Status) {
    let hosts = headers["host"]
    // HTTP/1.0 has no Host; a browser always sends one, and exactly one.
    guard let host = hosts.first else { return }
    guard hosts.count == 1 else { throw .invalidArgument("The request has \(hosts.count) Host headers; send one.") }
    guard isServed(Self.name(ofHost: host)) else {
      throw Status(
        code: .permissionDenied,
        message: "This server does not answer for the host '\(host.prefix(100))'. "
          + "If it should, add the name to allowed_hosts in pollux.yaml or to POLLUX_ALLOWED_HOSTS."
      )
    }
  }

  /// Checks on whose page a browser made a request to a route of our own.
  ///
  /// - Parameter headers: The request's headers.
  /// - Throws: `PERMISSION_DENIED` for a page that did not come from this server.
  func checkOrigin(_ headers: HTTPHeaders) throws(Status) {
    for origin in headers["origin"] {
      let authority = origin.firstRange(of: "://").map { origin[$0.upperBound...] }
      guard let authority, isServed(Self.name(ofHost: String(authority))) else {
        throw Status(
          code: .permissionDenied,
          message: "This route takes no requests from pages of '\(origin.prefix(100))'."
        )
      }
    }
  }

  private func isServed(_ name: String) -> Bool {
    switch name {
    case "localhost", "127.0.0.1", "::1": true
    default: names.contains(name) || name.hasSuffix(".localhost")
    }
  }

  /// The name in lower case, without port, brackets and the root's dot.
  private static func name(ofHost host: String) -> String {
    var name = host.lowercased().utf8[...]
    if name.first == UInt8(ascii: "[") {
      name = name.dropFirst().prefix { $0 != UInt8(ascii: "]") }
    } else if let colon = name.lastIndex(of: UInt8(ascii: ":")), name.firstIndex(of: UInt8(ascii: ":")) == colon {
      name = name[..<colon]
    }
    if name.last == UInt8(ascii: ".") { name = name.dropLast() }
    return String(Substring(name))
  }
}
