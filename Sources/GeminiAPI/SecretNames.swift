/// The one list of what is never shown, stored or matched: headers and query parameters that carry keys.
package enum SecretNames {
  /// In lower case.
  private static let names: Set<String> = [
    "authorization", "proxy-authorization", "x-goog-api-key", "x-api-key", "api-key", "cookie", "set-cookie",
    "x-goog-iam-authorization-token", "x-goog-iap-jwt-assertion", "x-serverless-authorization",
  ]
  /// Stands in place of what was taken out.
  package static let mark = "REDACTED"
  /// Names of query parameters, in lower case.
  private static let parameters: Set<String> = [
    "key", "access_token", "api_key", "apikey", "oauth_token", "token", "upload_token",
  ]

  /// A bit for each length a name has: most other headers are passed over without a hash.
  private static let lengths = names.reduce(into: UInt64(0)) { $0 |= 1 << UInt64($1.utf8.count) }
  /// Lengths and first letters of the names, by which nearly all that is left is passed over.
  private static let shapes = Set(names.map { Shape($0) })

  private struct Shape: Hashable {
    var count: Int
    /// In lower case, as far as it is a letter.
    var first: UInt8

    init(_ name: String) {
      count = name.utf8.count
      first = (name.utf8.first ?? 0) | 0x20
    }
  }

  package static func contains(_ name: String) -> Bool {
    lengths >> UInt64(name.utf8.count) & 1 == 1 && shapes.contains(Shape(name)) && names.contains(name.lowercased())
  }

  /// Whether a query parameter carries a key.
  ///
  /// - Parameter name: The name as it stands in the query; a server reads it decoded once, and so is it compared.
  /// - Returns: Whether it does.
  package static func containsParameter(_ name: some StringProtocol) -> Bool {
    PercentEncoding.decoded(Array(name.utf8)[...], plusIsBlank: true).map { parameters.contains($0.lowercased()) }
      ?? false
  }

  /// A query without the values that are keys.
  ///
  /// - Parameter query: What follows the question mark.
  /// - Returns: The same parameters in their order, `REDACTED` in place of each key.
  package static func redacted(query: some StringProtocol) -> String {
    query.split(separator: "&", omittingEmptySubsequences: false).map { pair in
      let name = pair.prefix { $0 != "=" }
      return containsParameter(name) ? "\(name)=\(mark)" : String(pair)
    }.joined(separator: "&")
  }

  /// An address, or its path and query, without the keys and the user's name and password that stand in it.
  package static func redacted(address: String) -> String {
    var text = address
    if !text.utf8.starts(with: "/".utf8), let scheme = text.firstRange(of: "://") {
      let authority = text[scheme.upperBound...].prefix { !"/?#".contains($0) }
      if let user = authority.lastIndex(of: "@") { text.removeSubrange(scheme.upperBound...user) }
    }
    // Most addresses have none, which bytes tell in a tenth of the time.
    let hasQuery = text.withUTF8 { $0.contains(UInt8(ascii: "?")) }
    guard hasQuery, let question = text.firstIndex(of: "?") else { return text }
    return text[...question] + redacted(query: text[text.index(after: question)...])
  }
}
