import AsyncHTTPClient
import FoundationEssentials
import Glibc

/// A proxy between this machine and a server, as the environment names it for curl and most other clients.
///
/// `https_proxy` or `HTTPS_PROXY` is for `https:`, `http_proxy` for `http:` (in lower case alone, since a web server sets
/// `HTTP_PROXY` from a header of its clients), `all_proxy` or `ALL_PROXY` for both; `no_proxy` or `NO_PROXY` lists what
/// is reached without one: names with all below them, IP addresses, blocks (`10.0.0.0/8`), `*`. All connections go by
/// `CONNECT`, those without TLS, too.
package struct UpstreamProxy: Hashable, Sendable {
  let host: String
  let port: Int
  let user: String?
  let password: String
  let isSOCKS: Bool

  /// Finds the proxy for a server.
  ///
  /// - Parameters:
  ///   - address: The server.
  ///   - environment: The variables.
  /// - Returns: Nil where the server is reached without one.
  /// - Throws: `UpstreamFailure` of the kind `proxy` where the environment names one that cannot be used.
  package static func find(
    for address: UpstreamAddress,
    in environment: [String: String]
  ) throws(UpstreamFailure) -> UpstreamProxy? {
    let names = address.isSecure ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy"]
    let found = (names + ["all_proxy", "ALL_PROXY"]).lazy.compactMap { name in
      environment[name].map { (name, $0) }
    }.first
    guard let (name, value) = found, !value.isEmpty else { return nil }
    let exempt = environment["no_proxy"] ?? environment["NO_PROXY"] ?? ""
    return isExempt(address.host.lowercased(), by: exempt) ? nil : try UpstreamProxy(value, name)
  }

  private init(_ text: String, _ variable: String) throws(UpstreamFailure) {
    let schemes = ["http": false, "socks5": true, "socks5h": true]
    guard let url = URL(string: text.contains("://") ? text : "http://\(text)"), let host = url.host,
      let isSOCKS = schemes[url.scheme?.lowercased() ?? ""],
      case let name = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host, !name.isEmpty,
      case let port = url.port ?? 1080, (1...65_535).contains(port), !isSOCKS || url.user == nil
    else {
      throw UpstreamFailure(
        .proxy,
        "The proxy in the variable \(variable) cannot be used: http://[user:password@]host:port and socks5h://host:port can"
      )
    }
    (self.host, self.port, self.isSOCKS) = (name, port, isSOCKS)
    user = url.user(percentEncoded: false)
    password = url.password(percentEncoded: false) ?? ""
  }

  var configuration: HTTPClient.Configuration.Proxy {
    if isSOCKS { return .socksServer(host: host, port: port) }
    return .server(
      host: host,
      port: port,
      authorization: user.map { .basic(username: $0, password: password) }
    )
  }
}

extension UpstreamProxy {
  /// Whether a list of `no_proxy` has a host, in lower case.
  private static func isExempt(_ host: String, by list: String) -> Bool {
    let address = addressBytes(host)
    return list.lowercased().split { ", \t".contains($0) }.contains { entry in
      if entry == "*" { return true }
      let name = entry.hasPrefix("[") && entry.hasSuffix("]") ? entry.dropFirst().dropLast() : entry
      if let address { return isAddress(address, in: name) }
      let suffix = name.hasPrefix(".") ? name.dropFirst() : name
      return !suffix.isEmpty && (host == suffix || host.hasSuffix(".\(suffix)"))
    }
  }

  /// Whether an IP address is one, or lies in a block: `10.0.0.0/8`.
  private static func isAddress(_ address: [UInt8], in text: Substring) -> Bool {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let network = addressBytes(String(parts[0])), network.count == address.count else { return false }
    guard parts.count == 2 else { return network == address }
    guard let length = Int(parts[1]), (0...address.count * 8).contains(length) else { return false }
    return (0..<length).allSatisfy { (network[$0 / 8] ^ address[$0 / 8]) & (0x80 >> UInt8($0 % 8)) == 0 }
  }

  /// Four or sixteen bytes; nil for a name.
  private static func addressBytes(_ text: String) -> [UInt8]? {
    var four = in_addr()
    if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: four, Array.init) }
    var sixteen = in6_addr()
    return inet_pton(AF_INET6, text, &sixteen) == 1 ? withUnsafeBytes(of: sixteen, Array.init) : nil
  }
}
