/// The one list of what is never shown, stored or matched: headers and query parameters that carry keys.
package enum SecretHeaders {
  /// In lower case.
  package static let names: Set<String> = [
    "authorization", "proxy-authorization", "x-goog-api-key", "x-api-key", "api-key", "cookie", "set-cookie",
    "x-goog-iam-authorization-token", "x-goog-iap-jwt-assertion", "x-serverless-authorization",
  ]
  /// Names of query parameters.
  package static let parameters: Set<String> = ["key", "access_token", "api_key", "oauth_token", "upload_token"]

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
}
