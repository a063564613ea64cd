import GeminiAPI
import HTTPServer
import NIOHTTP1

/// Decides which API keys may use the API.
package struct APIKeyRule: Sendable {
  private let keys: [[UInt8]]

  /// Creates the rule.
  ///
  /// - Parameter keys: The keys that are taken; with none, every request is, with or without a key.
  package init(keys: [String] = []) {
    self.keys = keys.map { Array($0.utf8) }
  }

  /// Whether requests are taken only with a key of these.
  var areRequired: Bool { !keys.isEmpty }

  /// Checks the key of a request: `x-goog-api-key`, else `?key=`, else `Authorization: Bearer`.
  ///
  /// - Parameters:
  ///   - headers: The request's headers.
  ///   - target: The request's target.
  ///   - vertex: Whether the path is one of Vertex AI's, where keys stand for the access tokens of its projects.
  /// - Throws: The service's own errors: `PERMISSION_DENIED` without a key, `INVALID_ARGUMENT` for a wrong one; on Vertex
  ///   AI's paths `UNAUTHENTICATED` for both.
  func check(_ headers: HTTPHeaders, target: RequestTarget, vertex: Bool = false) throws(Status) {
    guard !keys.isEmpty else { return }
    guard let key = try Self.key(headers, target: target), !key.isEmpty else { throw vertex ? .noToken : .noKey }
    guard isKnown(Array(key.utf8)) else { throw vertex ? .badToken : .badKey }
  }

  /// The key of a request, nil where there is none.
  static func key(_ headers: HTTPHeaders, target: RequestTarget) throws(Status) -> String? {
    if let key = headers.first(name: "x-goog-api-key") { return key }
    if let key = try target.parameter("key") { return key }
    guard let authorization = headers.first(name: "authorization") else { return nil }
    let words = authorization.split(separator: " ", maxSplits: 1)
    guard words.count == 2, words[0].lowercased() == "bearer" else { return nil }
    return String(words[1])
  }

  /// Compares with every key in a time that tells nothing of where they differ.
  private func isKnown(_ candidate: [UInt8]) -> Bool {
    var isKnown = false
    for key in keys {
      var difference = key.count ^ candidate.count
      for (index, byte) in candidate.enumerated() {
        difference |= Int(byte ^ (key.isEmpty ? 0 : key[index % key.count]))
      }
      isKnown = isKnown || difference == 0
    }
    return isKnown
  }
}

extension Status {
  fileprivate static let noToken = unauthenticated("Request is missing required authentication credential.")
  fileprivate static let badToken = unauthenticated("Request had invalid authentication credentials.")

  /// Google's words for access tokens, the same in all of its services.
  private static func unauthenticated(_ reason: String) -> Status {
    Status(
      code: .unauthenticated,
      message: reason + " Expected OAuth 2 access token, login cookie or other valid authentication credential. See "
        + "https://developers.google.com/identity/sign-in/web/devconsole-project."
    )
  }

  fileprivate static let noKey = Status(
    code: .permissionDenied,
    message: "Method doesn't allow unregistered callers (callers without established identity). "
      + "Please use API Key or other form of API consumer identity to call this API."
  )

  fileprivate static let badKey: Status = {
    let message = "API key not valid. Please pass a valid API key."
    return Status(
      code: .invalidArgument,
      message: message,
      details: [
        [
          "@type": "type.googleapis.com/google.rpc.ErrorInfo",
          "reason": "API_KEY_INVALID",
          "domain": "googleapis.com",
          "metadata": ["service": "generativelanguage.googleapis.com"],
        ],
        [
          "@type": "type.googleapis.com/google.rpc.LocalizedMessage",
          "locale": "en-US",
          "message": .string(message),
        ],
      ]
    )
  }()
}
