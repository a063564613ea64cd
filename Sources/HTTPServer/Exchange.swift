package import GeminiAPI
package import NIOHTTP1
package import TelemetryNames

/// What a server serves: the API behind the connections.
package protocol HTTPApplication: Sendable {
  /// Begins the exchange of a request that has come in.
  ///
  /// - Parameters:
  ///   - head: The request's head.
  ///   - target: Its target, taken apart; nil for one that cannot be read.
  ///   - log: Has the request's number and time.
  /// - Returns: What answers it.
  func begin(_ head: HTTPRequestHead, _ target: RequestTarget?, log: RequestLog) -> any Exchange
}

/// One request and its answer, as the application sees them.
package protocol Exchange: AnyObject, Sendable {
  /// The page of another origin that may read the response; nil for none.
  var origin: String? { get }
  /// Why the request may not use what the server stores; nil where it may.
  var storedStateRefusal: Status? { get }
  /// Writes down what is asked and answered; nil where nothing does.
  var observer: (any ExchangeObserver)? { get }
  /// The media type of an error that is answered instead of a response.
  var errorContentType: String { get }

  /// The body of an error that is answered instead of a response.
  func body(of error: Status) -> [UInt8]

  /// Finds the route of the request, once the rules let it through.
  ///
  /// - Throws: The refusal of a rule, or `NOT_FOUND`.
  func route(_ head: HTTPRequestHead, _ target: RequestTarget) throws(Status) -> Route

  /// Called before the route answers.
  ///
  /// - Parameters:
  ///   - route: The route's name.
  ///   - request: The request.
  ///   - reader: Has the body, which is not read yet.
  ///   - sink: Where the answer goes.
  /// - Throws: The error that is answered instead, or `BrokenConnection`.
  func willAnswer(
    _ route: RouteName,
    _ request: IncomingRequest,
    reading reader: inout RequestReader,
    sink: ResponseSink
  ) async throws

  /// Called once the request is answered, or its client has left.
  ///
  /// - Parameters:
  ///   - route: The route's name.
  ///   - status: The HTTP status that went out, nil where nothing did.
  ///   - duration: The time since the head came.
  func ended(_ route: RouteName, status: Int?, after duration: Duration)
}

/// Sees the bodies of one request and its response.
package protocol ExchangeObserver: AnyObject, Sendable {
  /// Called with the whole body of the request, where a route reads it whole.
  func asked(_ body: [UInt8])

  /// Called with each piece of the response before it goes out.
  func sent(_ piece: ResponseSink.Sent)
}
