package import GeminiAPI

extension ResponseSink {
  /// Sends an error that ends a request before anything else was sent.
  ///
  /// - Parameters:
  ///   - error: The error.
  ///   - contentType: The media type of its JSON.
  ///   - body: Its JSON; where a front end answers with a page, that goes out instead.
  /// - Throws: The channel's error where the client is gone.
  package func send(_ error: Status, contentType: String = ServiceHeaders.json, body: [UInt8]) async throws {
    guard let page = error.frontEnd?.page else {
      return try await send(status: error.httpStatus, contentType: contentType, body: body)
    }
    try await send(status: error.httpStatus, contentType: "text/html; charset=UTF-8", body: Array(page.utf8))
  }
}
