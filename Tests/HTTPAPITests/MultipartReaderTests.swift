import GeminiAPI
import Testing

@testable import HTTPAPI

@Suite("A multipart body", .timeLimit(.minutes(1)))
struct MultipartReaderTests {
  /// What came of some pieces, the bytes of the file together.
  private struct Parts: Equatable {
    var metadata: [UInt8] = []
    var type: String?
    var bytes: [UInt8] = []
  }

  private func read(_ pieces: some Sequence<[UInt8]>, boundary: String = "b") throws -> Parts {
    var reader = MultipartReader(boundary: boundary)
    var parts = Parts()
    for piece in pieces {
      for event in try reader.take(piece) {
        switch event {
        case .metadata(let bytes): parts.metadata = bytes
        case .media(let type): parts.type = type
        case .bytes(let bytes): parts.bytes += bytes
        }
      }
    }
    try reader.checkComplete()
    return parts
  }

  private static let file = "x\r\n--b-\r\n--bb\r\r\n\n--b\r\n-- \r\n"

  private static let body =
    "before\r\n--b\r\nContent-Type: application/json\r\n\r\n{\"a\":\r\n1}\r\n--b\r\nContent-Type: text/x; a=b\r\n\r\n"
    + file + "\r\n--b--\r\nbehind"

  @Test("is read alike, wherever the network cuts it")
  func cuts() throws {
    // What only begins like the marker is the file's, so this one is cut where a part would begin.
    let body = Array(Self.body.replacing("\n--b\r\n-- ", with: "\n--c\r\n-- ").utf8)
    let whole = try read([body])
    #expect(whole.metadata == Array("{\"a\":\r\n1}".utf8) && whole.type == "text/x")
    #expect(whole.bytes == Array(Self.file.replacing("\n--b\r\n-- ", with: "\n--c\r\n-- ").utf8))
    for offset in body.indices { #expect(try read([Array(body[..<offset]), Array(body[offset...])]) == whole) }
    #expect(try read(body.map { [$0] }) == whole)
    for size in 2...9 {
      #expect(try read(stride(from: 0, to: body.count, by: size).map { Array(body[$0...].prefix(size)) }) == whole)
    }
  }

  @Test("with lines that end in LF alone is read too")
  func lineFeeds() throws {
    let body = "--b\n\n{}\n--b\n\nfile\n--b--"
    #expect(try read(body.utf8.map { [$0] }).bytes == Array("file".utf8))
  }

  /// Each of these took the square of its length: minutes, where it takes less than a second now.
  @Test(
    "is looked through once, however small its pieces are and however often they nearly end a part",
    arguments: ["\r", "\r\n--", "\r\n--b", "{", "\n"]
  )
  func isLinear(_ piece: String) throws {
    let pieces = (UploadMetadata.limit - 10) / piece.utf8.count / 4
    var reader = MultipartReader(boundary: "bb")
    _ = try reader.take(Array("--bb\r\n\r\n".utf8))
    for _ in 0..<pieces { #expect(try reader.take(Array(piece.utf8)).isEmpty) }
    let events = try reader.take(Array("\r\n--bb\r\n\r\n".utf8))
    guard case .metadata(let json)? = events.first else {
      Issue.record("no metadata: \(events)")
      return
    }
    #expect(json.count == pieces * piece.utf8.count)
    // The file in one piece, full of what nearly ends it.
    let almost = Array(repeating: Array("\r\n--bb-x".utf8), count: 500_000).flatMap(\.self)
    let bytes = try reader.take(almost).reduce(0) { if case .bytes(let bytes) = $1 { $0 + bytes.count } else { $0 } }
    #expect(almost.count - bytes < 10)
  }

  @Test("that breaks off, or goes on, is refused")
  func broken() {
    for body in [
      "--b\r\n\r\n{}\r\n--b--", "--b\r\n\r\n{}\r\n--b\r\n\r\nx", "x--b\r\n", "--b\r\n\r\n{}\r\n--b\r\n\r\nx\r\n--b\r\n",
    ] {
      #expect(throws: Status.self) { try read([Array(body.utf8)]) }
      #expect(throws: Status.self) { try read(body.utf8.map { [$0] }) }
    }
  }
}
