import FoundationEssentials
import GeminiAPI

/// Where a server is: `http://127.0.0.1:11434/v1`.
package struct UpstreamAddress: Hashable, Sendable {
  package let isSecure: Bool
  /// A name or an IP address, without brackets.
  package let host: String
  package let port: Int
  /// The whole address without a slash at its end; the targets of requests are put behind it.
  package let text: String

  /// Scheme, host and port alone.
  package var origin: String {
    "\(isSecure ? "https" : "http")://\(host.contains(":") ? "[\(host)]" : host):\(port)"
  }

  /// Reads an address.
  ///
  /// - Parameter text: Scheme, host, and where needed a port and a path.
  /// - Throws: `UpstreamFailure` of the kind `address` for anything else; it never shows what may be a password.
  package init(_ text: String) throws(UpstreamFailure) {
    let url = URL(string: text)
    let schemes = ["http": 80, "https": 443]
    guard let url, let scheme = url.scheme?.lowercased(), let standard = schemes[scheme], let host = url.host,
      case let name = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host, !name.isEmpty,
      case let port = url.port ?? standard, (1...65_535).contains(port)
    else {
      let shown = SecretNames.redacted(address: text).prefix(bytes: 200)
      throw UpstreamFailure(
        .address,
        "'\(shown)' is not a server's address; write one such as https://generativelanguage.googleapis.com"
      )
    }
    guard url.user == nil, url.password == nil, url.query == nil, url.fragment == nil else {
      throw UpstreamFailure(
        .address,
        "The address of a server has a scheme, a host, a port and a path, and nothing else; keys go into the environment"
      )
    }
    (isSecure, self.host, self.port) = (scheme == "https", name, port)
    self.text = text.hasSuffix("/") ? String(text.dropLast()) : text
  }
}
