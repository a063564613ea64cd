import GeminiAPI
import HTTPServer
import NIOHTTP1

/// Decides what pages of other origins may do.
///
/// | routes | a page of another origin |
/// |---|---|
/// | Pollux's own | never |
/// | what reads or changes stored state: files, cached contents, batches | with an API key the server knows, or by `allowed_origins` |
/// | the rest of the API | always, as with the service |
package struct OriginRule: Sendable {
  private let allowed: Set<String>
  private let allowsAll: Bool

  /// Creates the rule.
  ///
  /// - Parameter allowed: The origins whose pages may use stored state, `https://app.example`; `*` for all.
  package init(allowed: [String]) {
    self.allowed = Set(allowed.map { $0.lowercased() })
    allowsAll = allowed.contains("*")
  }

  /// Checks a request to a route of our own.
  ///
  /// - Parameters:
  ///   - source: Where the request comes from.
  ///   - head: The request's head.
  /// - Throws: `PERMISSION_DENIED` for a page that did not come from this server, `INVALID_ARGUMENT` for one that sends
  ///   anything but JSON: a form of another site can send other types without asking.
  func checkOwnRoute(_ source: RequestSource, _ head: HTTPRequestHead) throws(Status) {
    guard source.isBrowser else { return }
    guard !source.isForeign, head.headers["origin"].count <= 1 else {
      throw .permissionDenied("This route takes no requests from \(source.shownName), only from those of this server.")
    }
    guard head.method == .POST else { return }
    let type = head.headers.first(name: "content-type") ?? ""
    guard type.prefix(while: { $0 != ";" && $0 != " " }).lowercased() == "application/json" else {
      throw .invalidArgument(
        "A page must send 'Content-Type: application/json' to this route; this request has '\(type.prefix(bytes: 100))'."
      )
    }
  }

  /// Why a request may not touch stored state; nil where it may.
  ///
  /// - Parameters:
  ///   - source: Where the request comes from.
  ///   - hasKnownKey: Whether it brought an API key the server asks for: no page can guess one.
  /// - Returns: `PERMISSION_DENIED` that names the remedy, or nil.
  func refusalOfStoredState(_ source: RequestSource, hasKnownKey: Bool) -> Status? {
    guard !hasKnownKey, source.isBrowser, source.isForeign, !allowsAll else { return nil }
    if let origin = source.origin, allowed.contains(origin.lowercased()) { return nil }
    return .permissionDenied(
      "This server asks for no API key, so \(source.shownName) may not use its files, cached contents and batches. Add "
        + "the page's origin to allowed_origins in pollux.yaml or to POLLUX_ALLOWED_ORIGINS, or set api_keys."
    )
  }

  /// Whether a text can be allowed: `*`, `null`, or scheme, host and port and nothing more.
  package static func isOrigin(_ text: String) -> Bool {
    if ["*", "null"].contains(text) { return true }
    guard let separator = text.firstRange(of: "://"), separator.lowerBound > text.startIndex else { return false }
    let authority = text[separator.upperBound...]
    return !authority.isEmpty && !authority.contains { "/?#@, ".contains($0) }
  }
}
