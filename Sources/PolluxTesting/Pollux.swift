import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// One test's part of a server: a namespace of its own.
public struct Pollux: Sendable {
  let server: PolluxServer
  /// Whose counters, fixtures and journal these are.
  public let namespace: String

  /// The base URL for a Gemini SDK or client: everything below it is this test's.
  public var url: String { "\(server.url)/t/\(namespace)" }

  /// Gives this test fixtures of its own, instead of those it had.
  ///
  /// - Parameter yaml: YAML or JSON.
  /// - Throws: ``PolluxError`` with all that is wrong with them.
  public func setFixtures(_ yaml: String) async throws {
    _ = try await call("fixtures", body: ["yaml": yaml])
  }

  /// This test's requests, oldest first.
  public func requests() async throws -> [PolluxRequest] {
    struct Answer: Decodable { var requests: [PolluxRequest] }
    return try JSONDecoder().decode(Answer.self, from: try await call("requests", query: ["view": "full"])).requests
  }

  /// Checks that requests were made.
  ///
  /// - Parameters:
  ///   - match: Criteria as fixtures have them under `match`, those that are texts.
  ///   - count: How many, `1` or `>=2`.
  /// - Returns: The ids of those that match.
  /// - Throws: ``PolluxError`` that says what came nearest.
  @discardableResult
  public func verify(_ match: [String: String] = [:], count: String = ">=1") async throws -> [String] {
    struct Answer: Decodable {
      var ok: Bool
      var message: String?
      var requests: [String]
    }
    let data = try await call("verify", body: ["match": match, "count": count])
    let answer = try JSONDecoder().decode(Answer.self, from: data)
    guard answer.ok else { throw PolluxError(answer.message ?? "the requests are not those expected") }
    return answer.requests
  }

  /// What the client did wrong, a sentence each; empty for a good one.
  public func verdict() async throws -> [String] {
    struct Finding: Decodable { var text: String }
    struct Answer: Decodable { var findings: [Finding] }
    return try JSONDecoder().decode(Answer.self, from: try await call("verdict")).findings.map(\.text)
  }

  /// Starts anew: no counters, no journal, no fixtures of this test's own.
  public func reset() async throws {
    _ = try await call("reset", body: [:])
  }

  private func call(_ path: String, query: [String: String] = [:], body: [String: Any]? = nil) async throws -> Data {
    var components = URLComponents(string: "\(server.url)/_pollux/\(path)")
    components?.queryItems = query.merging(["namespace": namespace]) { $1 }.map { URLQueryItem(name: $0, value: $1) }
    guard let url = components?.url else { throw PolluxError("\(server.url) is not a URL") }
    var request = URLRequest(url: url)
    request.setValue(
      ProcessInfo.processInfo.environment["GEMINI_API_KEY"] ?? "any",
      forHTTPHeaderField: "x-goog-api-key"
    )
    if let body {
      request.httpMethod = "POST"
      request.httpBody = try JSONSerialization.data(withJSONObject: body)
    }
    let (data, response) = try await URLSession.shared.data(for: request)
    let status = (response as? HTTPURLResponse)?.statusCode ?? 0
    guard status == 200 else {
      throw PolluxError("/_pollux/\(path) answered \(status): \(String(decoding: data, as: UTF8.self))")
    }
    return data
  }
}

/// One request and its answer.
public struct PolluxRequest: Decodable, Sendable {
  /// `req_17`, as messages and `pollux fixtures add` know it.
  public var id: String
  /// The HTTP method.
  public var method: String
  /// Path and query, keys taken out.
  public var target: String
  /// The HTTP status of the answer; nil while there is none.
  public var status: Int?
  /// The fixture that answered.
  public var fixture: String?
  /// The body as it came, up to 256 KiB.
  public var rawBody: String?
  /// The answer as it went out, up to 256 KiB.
  public var rawResponse: String?
}
