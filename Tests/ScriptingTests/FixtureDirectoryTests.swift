import FoundationEssentials
import GeminiAPI
import Testing

import ModelBackends

@testable import Scripting

@Suite("A directory of fixtures")
struct FixtureDirectoryTests {
  /// Makes a directory with these files and hands its path to the body.
  private func withFiles<Result>(_ files: [String: [UInt8]], _ body: (String) async throws -> Result) async throws
    -> Result
  {
    let directory = FileManager.default.temporaryDirectory.appending(path: "fixtures-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    for (name, bytes) in files {
      #expect(FileManager.default.createFile(atPath: directory + "/" + name, contents: Data(bytes)))
    }
    return try await body(directory)
  }

  @Test("is read file by file, sorted by name, YAML and JSON alike; other files are left alone")
  func order() async throws {
    let files = [
      "b.yml": "- { match: { prompt: a }, reply: [{ text: b }] }", "c.yaml": "- reply: [{ text: c }]",
      "a.json": #"{"fixtures": [{"match": {"prompt": "ab"}, "reply": [{"text": "a"}]}]}"#, "d.txt": "[", ".e.yaml": "[",
      "0.yaml": "# nothing yet\n",
    ]
    try await withFiles(files.mapValues { Array($0.utf8) }) { directory in
      let backend = ScriptedBackend(fixtures: try FixtureSet.load(directory: directory))
      for (prompt, answer) in ["xab": "a", "xa": "b", "x": "c"] {
        #expect(try await play(backend, conversation(prompt)).texts == [answer])
      }
    }
  }

  @Test("shows the problems of all its files at once")
  func allProblems() async throws {
    let files: [String: [UInt8]] = [
      "a.yaml": Array("- {}".utf8), "b.yaml": Array("- [".utf8), "c.yaml": Array("- 1".utf8),
    ]
    try await withFiles(files) { directory in
      let error = try #require(throws: FixtureError.self) { try FixtureSet.load(directory: directory) }
      #expect(error.problems.map(\.location.file) == ["a", "b", "c"].map { "\(directory)/\($0).yaml" })
      #expect(error.description.split(separator: "\n").count == 3)
    }
  }

  @Test(
    "is refused where it cannot be read",
    arguments: [
      ([:], "0 files *.yaml, *.yml or *.json here; 1 to 1000 are wanted"), (["a.txt": []], "0 files"),
      (["a.yaml": [0xFF, 0xFE, 0xFA]], "not UTF-8"),
    ] as [([String: [UInt8]], String)]
  )
  func refused(files: [String: [UInt8]], message: String) async throws {
    try await withFiles(files) { directory in
      let error = try #require(throws: FixtureError.self) { try FixtureSet.load(directory: directory) }
      #expect(error.problems.count == 1)
      #expect(error.description.contains(message))
    }
  }

  @Test("is refused where a file is too large")
  func tooLarge() async throws {
    try await withFiles(["a.yaml": [UInt8](repeating: 0x20, count: FixtureFile.maximumSize + 1)]) { directory in
      let error = try #require(throws: FixtureError.self) { try FixtureSet.load(directory: directory) }
      #expect(error.problems.map(\.message) == ["larger than 4194304 bytes"])
    }
  }

  @Test("is refused where it does not exist")
  func missing() throws {
    let error = try #require(throws: FixtureError.self) { try FixtureSet.load(directory: "/nonexistent/fixtures") }
    #expect(error.description == "/nonexistent/fixtures:1:1: cannot read this directory of fixtures")
  }
}
