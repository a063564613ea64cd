import GeminiAPI
import Storage
import StorageSQLite
import Testing

@Suite struct FileStoreTests {
  private let directory = TemporaryDirectory()
  private let clock = TestClock()

  private static func missing(_ id: String) -> StorageError { .noSuchFile(id: id) }

  @Test func `a file that is not there is refused`() async throws {
    let store = try directory.store()
    for id in ["nothing", "../../etc/passwd", ""] {
      await #expect(throws: Self.missing(id)) { try await store.file(id) }
      await #expect(throws: Self.missing(id)) { try await store.content(of: id) }
      await #expect(throws: Self.missing(id)) { try await store.delete(id) }
    }
  }

  @Test func `a deleted file leaves nothing behind`() async throws {
    let store = try directory.store()
    try await store.keep("a", name: "files/a")
    try await store.keep("b", name: "files/b")
    try await store.delete("a")
    #expect(try await store.names() == ["files/b"])
    #expect(try directory.contents() == ["b"])
    try await store.keep("again", name: "files/a")
    #expect(try await store.content(of: "a").array == Array("again".utf8))
  }

  @Test(arguments: [(1 << 20) - 1, 1 << 20, (2 << 20) + 7])
  func `bytes are read whole and piece by piece, also after the file is deleted`(count: Int) async throws {
    let store = try directory.store()
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
    try await store.keep(String(decoding: bytes.map { $0 & 0x7f }, as: UTF8.self), name: "files/a")
    let content = try await store.content(of: "a")
    #expect((content.file != nil) == (count >= 1 << 20))
    try await store.delete("a")
    let expected = bytes.map { $0 & 0x7f }
    #expect(content.count == count && content.array == expected && content == BlobBytes(expected))
    #expect(content.prefix(100) == Array(expected.prefix(100)) && content.prefix(count + 1) == expected)
    var pieces: [UInt8] = []
    content.forEachPiece { pieces += $0 }
    #expect(pieces == expected)
    #expect(content.file?.hasFailed != true)
  }

  @Test func `pages hold every file once, the newest first`() async throws {
    let store = try directory.store(clock: clock)
    for number in 0..<7 {
      try await store.keep("x", name: "f\(number)")
      // Two files of the same moment are told apart by name.
      if number % 2 == 1 { clock.advance(seconds: 1) }
    }
    var names: [String] = []
    var token: String?
    repeat {
      let page = try await store.page(size: 3, after: token)
      names += page.files.map { "files/\($0.id)" }
      token = page.nextToken
      // What comes and goes while somebody turns pages moves nothing else.
      try await store.keep("new", name: "new\(names.count)")
      if names.count == 3 { try await store.delete("f4") }
    } while token != nil
    #expect(names == [6, 5, 4, 3, 2, 1, 0].map { "files/f\($0)" })
    #expect(try await store.page(size: 100, after: nil).nextToken == nil)
  }

  @Test(arguments: ["x", "1", ".a", "9x.a"])
  func `a page token of one's own is refused`(token: String) async throws {
    let store = try directory.store()
    let error = await #expect(throws: StorageError.self) { try await store.page(size: 10, after: token) }
    #expect(error == .badPageToken(.files))
  }

  @Test func `a file is gone 48 hours after it came, for everybody and from the disk`() async throws {
    let store = try directory.store(clock: clock)
    try await store.keep("old", name: "old")
    clock.advance(seconds: 3_600)
    try await store.keep("young", name: "young")
    clock.advance(seconds: 47 * 3_600 - 1)
    #expect(try await store.names() == ["files/young", "files/old"])
    clock.advance(seconds: 1)
    await #expect(throws: Self.missing("old")) { try await store.file("old") }
    #expect(try await store.names() == ["files/young"])
    #expect(try directory.contents() == ["young"])
    clock.advance(seconds: 3_600)
    try await store.sweep()
    #expect(try directory.names().isEmpty)
  }

  @Test func `an upload that takes too long is swept`() async throws {
    var limits = FileLimits()
    limits.uploadLifetime = 60
    let store = try directory.store(limits: limits, clock: clock)
    let id = try await store.startUpload(CreateFileRequest.File())
    try await store.send("abc", to: id, at: 0)
    #expect(try directory.names().count == 1)
    clock.advance(seconds: 60)
    await #expect(throws: StorageError.noSuchUpload) { try await store.send("d", to: id, at: 3) }
    try await store.sweep()
    #expect(try directory.names().isEmpty)
  }
}
