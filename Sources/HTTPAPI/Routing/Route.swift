import GeminiAPI
import ModelBackends
import NIOHTTP1
import TelemetryNames

/// Answers one kind of request; a value holds what the path said.
protocol RouteHandler: Sendable {
  /// Answers a request.
  ///
  /// - Parameters:
  ///   - request: The request without its body.
  ///   - body: The whole body, empty where the route does not read it.
  ///   - sink: Where the response goes.
  /// - Throws: Any error; while nothing was sent it becomes an error response, afterwards it ends the connection.
  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws

  /// Answers a request whose body has not been read; by default the body is read first.
  ///
  /// - Parameters:
  ///   - request: The request without its body.
  ///   - reader: Gives the body; what is left of it is read away afterwards.
  ///   - limit: The most bytes of body taken, nil where a body is not looked at.
  ///   - sink: Where the response goes.
  /// - Throws: As `respond(to:body:sink:)`.
  func respond(
    to request: IncomingRequest,
    reading reader: inout RequestReader,
    limit: BodyLimit?,
    sink: ResponseSink
  ) async throws
}

extension RouteHandler {
  func respond(
    to request: IncomingRequest,
    reading reader: inout RequestReader,
    limit: BodyLimit?,
    sink: ResponseSink
  ) async throws {
    var body: [UInt8] = []
    if let limit {
      body = try await reader.body(of: request.head, limit: limit.bytes, isFixed: limit.isFixed) {
        if request.waitsToSend { try await sink.sendContinue() }
      }
      request.record?.asked(body)
    }
    try await respond(to: request, body: body, sink: sink)
  }
}

/// Answers requests whose body is too large to be held: it reads it piece by piece.
protocol StreamingHandler: RouteHandler {
  func respond(to request: IncomingRequest, reading reader: inout RequestReader, sink: ResponseSink) async throws
}

extension StreamingHandler {
  func respond(
    to request: IncomingRequest,
    reading reader: inout RequestReader,
    limit: BodyLimit?,
    sink: ResponseSink
  ) async throws {
    try await respond(to: request, reading: &reader, sink: sink)
  }

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    throw Status.internal("The body of this request is read as it comes.")
  }
}

/// A handler with what is known of it: what metrics call it, and how much it reads.
protocol Route: RouteHandler {
  var name: RouteName { get }

  /// The most bytes of body taken, nil where a body is not looked at.
  var bodyLimit: Int? { get }

  /// As `RouteHandler.respond(to:reading:limit:sink:)`, within its own limit.
  func respond(to request: IncomingRequest, reading reader: inout RequestReader, sink: ResponseSink) async throws
}

extension Route {
  func respond(to request: IncomingRequest, reading reader: inout RequestReader, sink: ResponseSink) async throws {
    let limit = bodyLimit.map { BodyLimit(bytes: $0, isFixed: false) }
    try await respond(to: request, reading: &reader, limit: limit, sink: sink)
  }
}

/// A request without its body.
struct IncomingRequest: Sendable {
  let head: HTTPRequestHead
  let target: RequestTarget
  let presence: ClientPresence
  let log: RequestLog
  /// Its entry in the journal; nil where none is kept of it.
  let record: JournalRecord?
  /// Why it may not use files and cached contents kept here; nil where it may.
  let storedStateRefusal: Status?
  /// What a script's chance does to a file it uploads.
  var losesFile = false

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
  /// - Returns: Namespace, key, path, headers and body.
  /// - Throws: As `namespace`.
  func transport(body: [UInt8], isStream: Bool) throws(Status) -> RequestTransport {
    let headers = head.headers
    return RequestTransport(
      namespace: try namespace,
      key: try APIKeyRule.key(head.headers, target: target) ?? "",
      path: target.path,
      headers: { headers.map { ($0.name, $0.value) } },
      body: body,
      isStream: isStream,
      note: record
    )
  }

  /// Whether the client wants to be told to go on before it sends its body.
  var waitsToSend: Bool {
    head.headers[canonicalForm: "expect"].contains("100-continue")
  }

  /// The length of the body where the client announces it.
  var announcedLength: Int? {
    head.headers.first(name: "content-length").flatMap { Int($0) }
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

  /// Where this server is, as the client reached it, `http://127.0.0.1:8080`; empty for a client that names no host.
  ///
  /// A proxy that speaks TLS says so in `X-Forwarded-Proto`.
  var baseURL: String {
    guard let host = head.headers.first(name: "host"), !host.isEmpty else { return "" }
    let forwarded = head.headers.first(name: "x-forwarded-proto")?.prefix { $0 != "," }
    let prefix = target.namespace.map { "/t/\($0)" } ?? ""
    return "\(forwarded == "https" ? "https" : "http")://\(host)\(prefix)"
  }
}
