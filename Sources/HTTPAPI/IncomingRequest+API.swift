import GeminiAPI
import HTTPServer
import ModelBackends
import NIOHTTP1

/// What of a request the API alone knows.
extension IncomingRequest {
  /// Its entry in the journal; nil where none is kept of it.
  var record: JournalRecord? { exchange.observer as? JournalRecord }

  /// Why it may not use files and cached contents kept here; nil where it may.
  var storedStateRefusal: Status? { exchange.storedStateRefusal }

  /// Whether a script's chance lets a file that it uploads fail.
  var losesFile: Bool { (exchange as? GeminiExchange)?.losesFile ?? false }

  /// What the client asked for in `X-Server-Timeout`: seconds, also with a fraction; nil where it sent no number above
  /// zero.
  var serverTimeout: Duration? {
    guard let text = head.headers.first(name: "x-server-timeout"),
      text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".") }),
      let seconds = Double(text), seconds > 0
    else { return nil }
    // A year is longer than any response gets, and what a client may write is not bounded.
    return .nanoseconds(Int64((min(seconds, 31_536_000) * 1e9).rounded()))
  }

  /// The dialect the client asked for in `X-Pollux-Dialect`; nil for the server's choice.
  var dialect: String? { head.headers.first(name: "x-pollux-dialect") }

  /// Whose counters this request moves, by `X-Pollux-Namespace`, a path that begins with `/t/{namespace}`, or a key
  /// `test-{namespace}`; empty for the one that all others share.
  ///
  /// - Throws: `INVALID_ARGUMENT` for a name that is none.
  var namespace: String {
    get throws(Status) {
      // A name that is none has no record.
      if let name = record?.namespace, !name.isEmpty { return name }
      return try Self.namespace(head, target)
    }
  }

  /// As `namespace`, of a request that has only begun.
  static func namespace(_ head: HTTPRequestHead, _ target: RequestTarget) throws(Status) -> String {
    var name = head.headers.first(name: "x-pollux-namespace") ?? target.namespace
    if name == nil, let key = try APIKeyRule.key(head.headers, target: target), key.hasPrefix("test-") {
      name = String(key.dropFirst("test-".count))
    }
    guard let name, !name.isEmpty else { return "" }
    return try namespace(named: name)
  }

  /// A namespace's name.
  ///
  /// - Throws: `INVALID_ARGUMENT` for a text that is not one.
  static func namespace(named name: String) throws(Status) -> String {
    guard !name.isEmpty, name.utf8.count <= 100, name.utf8.allSatisfy(isOfName) else {
      throw .invalidArgument(
        "A namespace has 1 to 100 letters, digits, dots, hyphens and underscores; '\(name.prefix(bytes: 100))' is not one."
      )
    }
    return name
  }

  private static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// What of the request a script may look at beside its message.
  ///
  /// - Parameters:
  ///   - body: The body as it came.
  ///   - isStream: Whether a stream is asked for.
  ///   - sink: Where its answer goes.
  /// - Returns: Namespace, key, path, headers and body.
  /// - Throws: As `namespace`.
  func transport(body: [UInt8], isStream: Bool, sink: ResponseSink) throws(Status) -> RequestTransport {
    let headers = head.headers
    return RequestTransport(
      namespace: try namespace,
      key: try APIKeyRule.key(head.headers, target: target) ?? "",
      path: target.path,
      query: target.queryText,
      headers: { headers.map { ($0.name, $0.value) } },
      body: body,
      isStream: isStream,
      note: record,
      storedStateRefusal: storedStateRefusal,
      watch: sink
    )
  }

  /// What of a request that was translated a backend is asked with: the request for content that says the same.
  ///
  /// - Parameters:
  ///   - method: The method of the model.
  ///   - model: The model's id.
  ///   - version: The API's version.
  ///   - body: The body of the request for content.
  ///   - isStream: Whether a stream is asked for.
  ///   - watch: Is told what is answered.
  /// - Returns: Namespace, key, path, headers and body; a key is where the Gemini API has it.
  /// - Throws: As `namespace`.
  func transport(
    asking method: String,
    of model: String,
    version: String,
    body: [UInt8],
    isStream: Bool,
    watch: any AnswerWatch
  ) throws(Status) -> RequestTransport {
    let key = try APIKeyRule.key(head.headers, target: target) ?? ""
    let headers = head.headers
    return RequestTransport(
      namespace: try namespace,
      key: key,
      path: "/\(version)/models/\(PercentEncoding.encodedSegment(model)):\(method)",
      clientPath: target.path,
      query: isStream ? "alt=sse" : "",
      headers: {
        let others = headers.filter { !["authorization", "x-goog-api-key"].contains($0.name.lowercased()) }
        return others.map { ($0.name, $0.value) } + (key.isEmpty ? [] : [("x-goog-api-key", key)])
      },
      body: body,
      isStream: isStream,
      note: record,
      storedStateRefusal: storedStateRefusal,
      watch: watch,
      api: .openai
    )
  }

  /// How the client wants JSON, by `prettyPrint` and `$alt=json;enum-encoding=int`.
  var format: JSONFormat {
    get throws(Status) {
      let pretty = try target.parameter("prettyPrint", "$prettyPrint", "pp") ?? ""
      let alt = try target.parameter("$alt", "alt") ?? ""
      return JSONFormat(
        isPretty: !["false", "0", "no"].contains(pretty.lowercased()),
        enumsAreNumbers: alt.split(separator: ";").dropFirst().contains("enum-encoding=int")
      )
    }
  }
}
