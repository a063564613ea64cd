import Foundation
import GeminiAPI
import Storage
import StorageSQLite
import Synchronization

/// A data directory of a test; removed when it is let go.
final class TemporaryDirectory: Sendable {
  let path: String

  init() {
    path = FileManager.default.temporaryDirectory.appending(path: "pollux-storage-\(UUID().uuidString)").path
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// What lies in the directory of bytes, in order.
  func contents() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path + "/bytes").sorted().map { try read("bytes/\($0)") }
  }

  /// The names in it.
  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path + "/bytes").sorted()
  }

  func write(_ text: String, to name: String) throws {
    let file = URL(filePath: path).appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: path).appending(path: name)), as: UTF8.self)
  }

  /// A store over this directory, as a server that starts makes it.
  func store(limits: FileLimits = FileLimits(), clock: TestClock = TestClock()) throws -> FileStore {
    try FileStore(data: try DataDirectory(path), limits: limits, sources: .test(clock: clock))
  }
}

extension StoreSources {
  /// Random ids, and a clock that stands still.
  static func test(clock: TestClock = TestClock()) -> StoreSources {
    let characters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
    return StoreSources(now: { clock.now }) { resource in
      String((0..<resource.idLength).map { _ in characters.randomElement() ?? "a" })
    }
  }
}

/// A clock that goes when it is told to.
final class TestClock: Sendable {
  private let microseconds = Mutex(1_800_000_000_000_000)

  var now: Timestamp { Timestamp(microseconds: microseconds.withLock { $0 }) }

  func advance(seconds: Int) {
    microseconds.withLock { $0 += seconds * 1_000_000 }
  }
}

extension FileStore {
  /// Starts an upload that outlives the server.
  func startUpload(_ metadata: CreateFileRequest.File) async throws -> String {
    try await startUpload(metadata, isResumable: true)
  }

  /// Uploads a file in one piece.
  @discardableResult
  func keep(_ text: String, name: String? = nil, type: String? = "text/plain") async throws -> StoredFile {
    let metadata = CreateFileRequest.File(name: name, mimeType: type, sizeBytes: text.utf8.count)
    let id = try await startUpload(metadata)
    try await send(text, to: id, at: 0)
    return try await finishUpload(id)
  }

  func send(_ text: String, to id: String, at offset: Int) async throws {
    let upload = try upload(id)
    let turn = try await upload.begin(at: offset, announcing: text.utf8.count)
    try await upload.write(Array(text.utf8), turn: turn)
    try await upload.end(turn)
  }

  func names() throws -> [String] {
    try page(size: 100, after: nil).files.map { "files/\($0.id)" }
  }
}
