/// Something a script breaks between server and client, for tests of clients.
package struct WireFault: Hashable, Sendable {
  /// What becomes of the response.
  package enum Kind: String, CaseIterable, Sendable {
    /// The connection is closed amid the response.
    case disconnect
    /// The connection is reset, so that the client may lose what it has not read yet.
    case reset
    /// A stream ends properly, but too soon: no finish reason. A whole answer is cut short of its announced length.
    case truncate
    /// Nothing is sent for a time; then it goes on.
    case stall
    /// The next chunk, or the whole answer, is half a JSON text.
    case badJSON = "bad_json"
    /// The next chunk, or the whole answer, has a byte that is not UTF-8 between two tokens, so that nobody can read it.
    case badUTF8 = "bad_utf8"
    /// The next chunk, or the whole answer, is sent twice.
    case duplicate
    /// A chunk without candidates is put in; a whole answer has no body.
    case empty
  }

  package var kind: Kind
  /// Chunks that go out whole before; 0 for none.
  ///
  /// Without meaning in whole answers.
  package var afterChunks: Int
  /// How long a stall lasts.
  package var duration: Duration

  package init(_ kind: Kind, afterChunks: Int = 0, duration: Duration = .seconds(30)) {
    self.kind = kind
    self.afterChunks = afterChunks
    self.duration = duration
  }
}
