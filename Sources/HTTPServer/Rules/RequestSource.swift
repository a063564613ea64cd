import GeminiAPI
package import NIOHTTP1

/// What a browser says of the page that made a request; empty for a client that is not a browser.
///
/// A page can set none of these headers itself.
package struct RequestSource: Sendable {
  /// Of which site the page is, as seen from the server: `same-origin`, `same-site`, `cross-site`, or `none` for what
  /// the user typed; a browser sends it to loopback addresses and over TLS.
  let site: String?
  /// The page's origin, `https://app.example`; browsers send it with all but simple GET requests.
  package let origin: String?
  /// Where the request was sent to, as `Host` says; not read where there is no origin to compare it with.
  private let host: String?

  package init(_ headers: HTTPHeaders) {
    origin = headers.first(name: "origin")
    site = headers.first(name: "sec-fetch-site")
    host = origin == nil ? nil : headers.first(name: "host")
  }

  /// Whether a page made the request, and not a program.
  package var isBrowser: Bool { origin != nil || site != nil }

  /// Whether the page is another origin's than this server's: scheme aside, host and port must be the same.
  package var isForeign: Bool {
    if let site, !["same-origin", "none"].contains(site.lowercased()) { return true }
    guard let origin else { return false }
    guard let host, let separator = origin.firstRange(of: "://") else { return true }
    let scheme = origin[..<separator.lowerBound].lowercased()
    guard ["http", "https"].contains(scheme) else { return true }
    return Self.authority(origin[separator.upperBound...], scheme) != Self.authority(host[...], scheme)
  }

  /// The page, for messages.
  package var shownName: String {
    origin.map { "pages of '\($0.prefix(bytes: 100))'" }
      ?? "pages of other sites (Sec-Fetch-Site: \(site?.prefix(bytes: 50) ?? ""))"
  }

  /// In lower case, without the scheme's own port.
  private static func authority(_ text: Substring, _ scheme: String) -> String {
    let text = text.lowercased()
    let port = scheme == "https" ? ":443" : ":80"
    return text.hasSuffix(port) ? String(text.dropLast(port.count)) : text
  }
}
