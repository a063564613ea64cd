package import GeminiAPI
package import NIOHTTP1

/// Answers only requests that name this server, so that a web page cannot reach it under a name of its own.
///
/// DNS rebinding makes a browser send requests to a loopback address under the attacker's name; the name is in `Host`.
package struct HostRule: Sendable {
  private let names: Set<String>

  /// Creates the rule.
  ///
  /// - Parameter names: What `Host` may say besides loopback names; without ports.
  package init(names: some Sequence<String> = [] as [String]) {
    self.names = Set(names.map { Self.name(ofHost: $0) ?? $0.lowercased() })
  }

  /// Checks where a request was sent to.
  ///
  /// - Parameter headers: The request's headers.
  /// - Throws: `PERMISSION_DENIED` naming the setting that admits a host.
  package func check(_ headers: HTTPHeaders) throws(Status) {
    let hosts = headers["host"]
    // HTTP/1.0 has no Host; a browser always sends one, and exactly one.
    guard let host = hosts.first else { return }
    guard hosts.count == 1 else { throw .invalidArgument("The request has \(hosts.count) Host headers; send one.") }
    guard let name = Self.name(ofHost: host), isServed(name) else {
      throw Status(
        code: .permissionDenied,
        message: "This server does not answer for the host '\(host.prefix(bytes: 100))'. "
          + "If it should, add the name to allowed_hosts in pollux.yaml or to POLLUX_ALLOWED_HOSTS."
      )
    }
  }

  private func isServed(_ name: String) -> Bool {
    switch name {
    case "localhost", "127.0.0.1", "::1": true
    default: names.contains(name) || name.hasSuffix(".localhost")
    }
  }

  /// The name in lower case, without port, brackets and the root's dot; nil for what is not a host with or without a
  /// port, RFC 3986 §3.2.
  private static func name(ofHost host: String) -> String? {
    let host = Array(host.lowercased().utf8)[...]
    var name = host
    var port = host.suffix(0)
    if host.first == UInt8(ascii: "[") {
      guard let end = host.firstIndex(of: UInt8(ascii: "]")) else { return nil }
      name = host[..<end].dropFirst()
      port = host[end...].dropFirst()
    } else if let colon = host.lastIndex(of: UInt8(ascii: ":")), host.firstIndex(of: UInt8(ascii: ":")) == colon {
      name = host[..<colon]
      port = host[colon...]
    }
    guard port.isEmpty || port.first == UInt8(ascii: ":"), port.dropFirst().allSatisfy(isDigit) else { return nil }
    if name.last == UInt8(ascii: ".") { name = name.dropLast() }
    return String(decoding: name, as: UTF8.self)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
