import GeminiAPI
import Storage
import StorageSQLite
import Testing

@Suite struct GeneratedFileTests {
  private struct Failure: Error {}

  private let directory = TemporaryDirectory()
  private let clock = TestClock()

  @Test func `a generated file is downloaded piece by piece, an uploaded one is not`() async throws {
    let store = try directory.store(limits: FileLimits(processingTime: 60), clock: clock)
    let bytes = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let file = try await store.addGenerated(CreateFileRequest.File(mimeType: "application/jsonl")) { append in
      try await append(Array(bytes[..<7]))
      try await append(Array(bytes[7...]))
    }
    #expect(file.source == .generated && file.state == .active && file.size == bytes.count)
    let download = try await store.download(file.id)
    try await store.delete(file.id)
    var read: [UInt8] = []
    while let piece = try await download.next() {
      #expect(piece.count <= 256 << 10)
      read += piece
    }
    #expect(read == bytes, "a reader keeps what is deleted meanwhile")
    try await store.keep("mine", name: "mine")
    let error = await #expect(throws: StorageError.self) { try await store.download("mine") }
    #expect(error == .fileNotDownloadable(id: "mine"))
  }

  @Test func `what was not written to its end is not a file`() async throws {
    let store = try directory.store(clock: clock)
    await #expect(throws: Failure.self) {
      try await store.addGenerated(CreateFileRequest.File()) { append in
        try await append([1, 2, 3])
        throw Failure()
      }
    }
    #expect(try await store.names().isEmpty)
    #expect(try directory.names().isEmpty)
  }

  @Test func `an uploaded file is processed as long as the setting says`() async throws {
    let store = try directory.store(limits: FileLimits(processingTime: 60), clock: clock)
    let created = try await store.keep("x", name: "x")
    #expect(created.state == .processing && created.updated == created.created)
    clock.advance(seconds: 59)
    #expect(try await store.file("x").state == .processing)
    clock.advance(seconds: 1)
    let file = try await store.file("x")
    #expect(file.state == .active && file.updated == created.created.adding(seconds: 60))
  }
}
