/// The one list of what is never shown, stored or matched: headers and query parameters that carry keys.
package enum SecretHeaders {
  /// In lower case.
  package static let names: Set<String> = [
    "authorization", "proxy-authorization", "x-goog-api-key", "x-api-key", "api-key", "cookie", "set-cookie",
    "x-goog-iam-authorization-token", "x-goog-iap-jwt-assertion", "x-serverless-authorization",
  ]
  /// Names of query parameters.
  package static let parameters: Set<String> = ["key", "access_token", "api_key", "oauth_token", "upload_token"]

  /// Lengths and first letters of the names, by which nearly every other header is passed over at once.
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
    shapes.contains(Shape(name)) && names.contains(name.lowercased())
  }
}
