/// The one list of what is never shown, stored or matched: headers and query parameters that carry keys.
package enum SecretHeaders {
  /// In lower case.
  package static let names: Set<String> = [
    "authorization", "proxy-authorization", "x-goog-api-key", "x-api-key", "api-key", "cookie", "set-cookie",
    "x-goog-iam-authorization-token", "x-goog-iap-jwt-assertion", "x-serverless-authorization",
  ]
  /// Names of query parameters.
  package static let parameters: Set<String> = ["key", "access_token", "api_key", "oauth_token", "upload_token"]

  package static func contains(_ name: String) -> Bool { names.contains(name.lowercased()) }
}
