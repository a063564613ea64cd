package import GeminiAPI
package import ModelBackends

/// One recorded exchange with a model: the request, and the answer piece by piece.
///
/// Neither contains keys, so that a recording may be committed.
package struct RecordedInteraction: Hashable, Sendable {
  /// A piece of the answer, and the time since the piece before.
  package struct Piece: Hashable, Sendable {
    package var wait: Duration
    package var bytes: [UInt8]

    package init(wait: Duration, bytes: [UInt8]) {
      (self.wait, self.bytes) = (wait, bytes)
    }
  }

  package var method: String
  /// Without the query.
  package var path: String
  /// The query as it came, without keys.
  package var query: String
  package var body: JSONValue
  /// What the header `Test-Name` said: which test asked.
  package var testName: String?
  package var status: Int
  package var contentType: String
  package var pieces: [Piece]

  package init(
    method: String,
    path: String,
    query: String,
    body: JSONValue,
    status: Int,
    contentType: String,
    pieces: [Piece]
  ) {
    (self.method, self.path, self.query, self.body) = (method, path, query, body)
    (self.status, self.contentType, self.pieces) = (status, contentType, pieces)
  }

  /// The content of the answer: the data of each event of a stream, the elements of an array, or its one value.
  ///
  /// - Returns: JSON, in the order of the answer.
  /// - Throws: If the answer, or an event of it, is not JSON.
  package func documents() throws(JSONSyntaxError) -> [JSONValue] {
    let bytes = pieces.flatMap(\.bytes)
    guard contentType.lowercased().hasPrefix("text/event-stream") else {
      let value = try JSONParser.parse(bytes)
      return value.elements ?? [value]
    }
    var documents: [JSONValue] = []
    for event in SSEParser.events(in: bytes) { documents.append(try JSONParser.parse(event.data)) }
    return documents
  }

  /// The key by which replays find the request.
  package var key: RecordingKey { RecordingKey(method: method, path: path, body: body) }
}

extension RecordedInteraction {
  /// A request that is not answered yet.
  ///
  /// - Throws: `INVALID_ARGUMENT` for a body that is not a JSON object.
  package init(_ request: RequestTransport) throws(Status) {
    self.init(
      method: "POST",
      path: request.path,
      query: SecretNames.redacted(query: request.query),
      body: try JSONBody.object(request.body),
      status: 0,
      contentType: "",
      pieces: []
    )
    testName = request.headers().first { $0.name.lowercased() == "test-name" }?.value
  }
}
