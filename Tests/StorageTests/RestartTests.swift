import Foundation
import GeminiAPI
import Storage
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
    #expect(try await store.bytes(of: "first") == Array("first".utf8))
  }

  @Test func `a file expires also while no server runs`() async throws {
    _ = try await directory.store(clock: clock).keep("old")
    clock.advance(seconds: 48 * 3_600)
    let store = try directory.store(clock: clock)
    #expect(try await store.names().isEmpty)
    #expect(try directory.names().isEmpty)
  }

  @Test func `an upload does not outlive its server`() async throws {
    let id = try await {
      let store = try directory.store()
      let id = try await store.startUpload(CreateFileRequest.File())
      try await store.send("abc", to: id, at: 0)
      return id
    }()
    #expect(try directory.names() == ["uploads/\(id)"])
    let store = try directory.store()
    await #expect(throws: Status.noSuchUpload) { try await store.upload(id) }
    #expect(try directory.names().isEmpty)
  }

  /// What a server that is killed between two steps of adding or deleting `torn` may leave, beside a whole file.
  private static let leftovers: [[String: String]] = [
    ["torn.bytes": "abc"],
    ["torn.bytes": "abc", "torn.unfinished": "{"],
    ["torn.bytes": "abc", "torn.unfinished": "whole"],
    ["torn.json": "whole"],
    // What no step leaves, but a broken disk might.
    ["torn.bytes": "ab", "torn.json": "whole"],
    ["torn.bytes": "abcd", "torn.json": "whole"],
    ["torn.bytes": "abc", "torn.json": ""],
    ["torn.bytes": "abc", "torn.json": "{\"id\": \"torn\"}"],
    ["torn.bytes": "abc", "torn.json": "[[[["],
    ["other.bytes": "abc", "other.json": "whole"],
    ["x": "", ".hidden": "", "torn.json.json": "whole"],
  ]

  @Test(arguments: leftovers)
  func `a torn file is neither served nor kept`(leftover: [String: String]) async throws {
    let metadata = try await {
      let store = try directory.store(clock: clock)
      try await store.keep("whole", name: "good")
      try await store.keep("abc", name: "torn")
      let metadata = try directory.read("files/torn.json")
      try await store.delete("torn")
      return metadata
    }()
    for (name, text) in leftover { try directory.write(text == "whole" ? metadata : text, to: "files/\(name)") }
    let store = try directory.store(clock: clock)
    #expect(try await store.names() == ["files/good"])
    #expect(try directory.names() == ["files/good.bytes", "files/good.json"])
    #expect(try await store.bytes(of: "good") == Array("whole".utf8))
    try await store.keep("anew", name: "torn")
    #expect(try await store.bytes(of: "torn") == Array("anew".utf8), "the name is free again")
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
    for path in [nested, nested + "/files", nested + "/uploads"] {
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o700)
    }
  }

  @Test func `a place that is no directory is refused with the system's reason`() throws {
    _ = try DataDirectory(directory.path)
    for path in ["/proc/nothing", directory.path + "/lock"] {
      let problem = #expect(throws: DataDirectory.Problem.self) { try DataDirectory(path) }
      guard case .unusable(let reason)? = problem else { return #expect(Bool(false), "\(String(describing: problem))") }
      #expect(reason.contains(path))
    }
  }
}
