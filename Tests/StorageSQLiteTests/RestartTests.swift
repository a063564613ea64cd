import Foundation
import GeminiAPI
import Storage
import StorageSQLite
import Testing

@Suite struct RestartTests {
  private let directory = TemporaryDirectory()
  private let clock = TestClock()

  @Test func `a store finds what an earlier one kept`() async throws {
    let files = try await {
      let store = try directory.store(clock: clock)
      try await store.keep("first", name: "first", type: "text/csv")
      clock.advance(seconds: 1)
      try await store.keep("", name: "second")
      return try await store.page(size: 10, after: nil).files
    }()
    clock.advance(seconds: 1)
    let store = try directory.store(clock: clock)
    #expect(try await store.page(size: 10, after: nil).files == files)
    #expect(try await store.content(of: "first").array == Array("first".utf8))
  }

  @Test func `a file expires also while no server runs`() async throws {
    _ = try await directory.store(clock: clock).keep("old")
    clock.advance(seconds: 48 * 3_600)
    let store = try directory.store(clock: clock)
    #expect(try await store.names().isEmpty)
    #expect(try directory.names().isEmpty)
  }

  @Test func `an upload goes on from its offset under the next server`() async throws {
    let metadata = CreateFileRequest.File(name: "x", displayName: "d", mimeType: "text/csv", sizeBytes: 6)
    let id = try await {
      let store = try directory.store(clock: clock)
      let id = try await store.startUpload(metadata)
      try await store.send("abc", to: id, at: 0)
      return id
    }()
    // What a server that is killed amid a piece leaves behind the offset.
    try directory.write("abcXX", to: "bytes/\(id)")
    let store = try directory.store(clock: clock)
    #expect(try directory.contents() == ["abc"])
    #expect(try await store.upload(id).offset == 3)
    await #expect(throws: StorageError.self) { try await store.finishUpload(id) }
    await #expect(throws: StorageError.self) { try await store.send("def", to: id, at: 5) }
    try await store.send("def", to: id, at: 3)
    let file = try await store.finishUpload(id)
    #expect((file.id, file.displayName, file.mimeType) == ("x", "d", "text/csv"))
    let digest = "bef57ec7f53a6d40beb640a780a639c83bc29ac8a9816f1fc6c5c6dcd93c4721"
    #expect(file.sha256 == digest, "of bytes that two servers received")
    #expect(try await store.content(of: "x").array == Array("abcdef".utf8))
  }

  @Test func `a finished upload is remembered with its file and forgotten with it`() async throws {
    let (id, file) = try await {
      let store = try directory.store(clock: clock)
      let id = try await store.startUpload(CreateFileRequest.File(name: "x"))
      return (id, try await store.finishUpload(id))
    }()
    let store = try directory.store(clock: clock)
    #expect(try await store.file(ofUpload: id) == file)
    await #expect(throws: StorageError.noSuchUpload) { try await store.upload(id) }
    try await store.delete("x")
    #expect(try await store.file(ofUpload: id) == nil)
  }

  @Test func `an upload in one request does not outlive its server, nor one whose bytes are lost`() async throws {
    let (whole, lost) = try await {
      let store = try directory.store(clock: clock)
      let whole = try await store.startUpload(CreateFileRequest.File(), isResumable: false)
      let lost = try await store.startUpload(CreateFileRequest.File())
      for id in [whole, lost] { try await store.send("abc", to: id, at: 0) }
      return (whole, lost)
    }()
    try directory.write("ab", to: "bytes/\(lost)")
    let store = try directory.store(clock: clock)
    for id in [whole, lost] { await #expect(throws: StorageError.noSuchUpload) { try await store.upload(id) } }
    #expect(try directory.names().isEmpty)
  }

  @Test(arguments: ["ab", "abcd", ""])
  func `a file whose bytes are not those that came is neither served nor kept`(bytes: String) async throws {
    try await {
      let store = try directory.store(clock: clock)
      try await store.keep("whole", name: "good")
      try await store.keep("abc", name: "torn")
    }()
    for name in try directory.names() where try directory.read("bytes/\(name)") == "abc" {
      try directory.write(bytes, to: "bytes/\(name)")
    }
    try directory.write("x", to: "bytes/nobody")
    let store = try directory.store(clock: clock)
    #expect(try await store.names() == ["files/good"])
    #expect(try directory.contents() == ["whole"])
    try await store.keep("anew", name: "torn")
    #expect(try await store.content(of: "torn").array == Array("anew".utf8), "the name is free again")
  }

  @Test func `files of a directory from before the database are taken over`() async throws {
    func metadata(_ id: String) -> String {
      """
      {"id": "\(id)", "displayName": "D", "mimeType": "text/csv", "size": 3,
      "createdMicroseconds": \(clock.now.microseconds), "sha256": "ba78",
      "expiresMicroseconds": \(clock.now.adding(seconds: 60).microseconds)}
      """
    }
    try directory.write("abc", to: "files/old.bytes")
    try directory.write(metadata("old"), to: "files/old.json")
    try directory.write("ab", to: "files/torn.bytes")
    try directory.write(metadata("torn"), to: "files/torn.json")
    try directory.write("[[[", to: "files/odd.json")
    try directory.write("abc", to: "uploads/unfinished")
    for _ in 0..<2 {
      let store = try directory.store(clock: clock)
      let file = try #require(try await store.page(size: 10, after: nil).files.first)
      #expect(("files/\(file.id)", file.displayName, file.size) == ("files/old", "D", 3))
      #expect(try await store.content(of: "old").array == Array("abc".utf8))
      #expect(try directory.contents() == ["abc"])
    }
    for folder in ["files", "uploads"] {
      #expect(!FileManager.default.fileExists(atPath: "\(directory.path)/\(folder)"))
    }
  }

  @Test func `one server at a time has a directory`() throws {
    do {
      let first = try DataDirectory(directory.path)
      #expect(throws: DataDirectory.Problem.inUse) { try DataDirectory(first.path) }
    }
    _ = try DataDirectory(directory.path)
  }

  @Test func `a new directory is its owner's alone`() throws {
    let nested = directory.path + "/a/b"
    _ = try DataDirectory(nested)
    for (path, mode) in [(nested, 0o700), (nested + "/bytes", 0o700), (nested + "/pollux.sqlite", 0o600)] {
      let found = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(found == mode, "\(path)")
    }
  }

  @Test func `a place that is not a directory is refused with the system's reason`() throws {
    _ = try DataDirectory(directory.path)
    for path in ["/proc/nothing", directory.path + "/lock"] {
      let problem = #expect(throws: DataDirectory.Problem.self) { try DataDirectory(path) }
      guard case .unusable(let reason)? = problem else { return #expect(Bool(false), "\(String(describing: problem))") }
      #expect(reason.contains(path))
    }
  }

  @Test func `a database that is none is refused by its path`() throws {
    try directory.write(String(repeating: "no database ", count: 500), to: "pollux.sqlite")
    let problem = #expect(throws: DataDirectory.Problem.self) { try DataDirectory(directory.path) }
    guard case .damaged(let reason)? = problem else { return #expect(Bool(false), "\(String(describing: problem))") }
    #expect(reason.contains("pollux.sqlite") && reason.contains("not a database"))
  }
}
