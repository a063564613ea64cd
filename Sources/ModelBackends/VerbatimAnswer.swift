/// An answer that goes out byte for byte as it came: another server's, or a recorded one.
package struct VerbatimAnswer: Sendable {
  /// Takes some bytes; it returns once there is room for more.
  package typealias Write = (_ bytes: [UInt8]) async throws -> Void

  /// The HTTP status.
  package let status: Int
  /// The media type.
  package let contentType: String
  private let body: @Sendable (_ write: Write) async throws -> Void

  /// - Parameters:
  ///   - status: The HTTP status.
  ///   - contentType: The media type.
  ///   - body: Gives the bytes, piece by piece, to the closure it gets, once.
  package init(status: Int, contentType: String, body: @escaping @Sendable (_ write: Write) async throws -> Void) {
    (self.status, self.contentType, self.body) = (status, contentType, body)
  }

  /// Whether its pieces go out one by one; any other answer goes out whole.
  package var isStream: Bool { Self.isStream(status: status, contentType: contentType) }

  /// As `isStream`, of an answer that has but a head.
  package static func isStream(status: Int, contentType: String) -> Bool {
    status == 200 && contentType.hasPrefix("text/event-stream")
  }

  /// Gives the bytes, piece by piece.
  ///
  /// - Parameter write: Takes them; a slow client makes it wait, and so the server that answers.
  /// - Throws: What `write` throws, a `Status` where the answer breaks off, or `CancellationError`.
  package func write(to write: Write) async throws { try await body(write) }

  /// Waits for the whole answer.
  package func collect() async throws -> [UInt8] {
    var bytes: [UInt8] = []
    try await write { bytes += $0 }
    return bytes
  }
}

/// What of a request a backend that answers verbatim is asked with.
package enum VerbatimStage: Hashable, Sendable {
  /// As it came, before anything of it is read here.
  case arrived
  /// It was refused here, so that no script answers it.
  case refused
}

/// A backend that knows bytes alone: another server with the same API, or recordings.
package protocol VerbatimBackend: ModelBackend {
  /// Answers a request.
  ///
  /// - Parameter request: As it came.
  /// - Returns: The answer, whatever its status.
  /// - Throws: A status in the API's form where there is no answer, or `CancellationError`.
  func answer(_ request: RequestTransport) async throws -> VerbatimAnswer
}

extension VerbatimBackend {
  package var answersArrivals: Bool { true }

  package func verbatim(_ request: RequestTransport, _ stage: VerbatimStage) async throws -> VerbatimAnswer? {
    try await answer(request)
  }

  package func respond(to conversation: Conversation) async throws -> ModelAnswer {
    .verbatim(try await answer(conversation.transport))
  }
}
