import GRDB
import GeminiAPI
import Testing

import Storage

@testable import StorageSQLite

@Suite("What is kept in the database")
struct KeptBoundsTests {
  private let directory = TemporaryDirectory()
  private let clock = TestClock()
  /// JSON of 12 bytes and 6 characters.
  private static let json = Array(#"["🙂🙂"]"#.utf8)

  private func job(_ id: String) -> BatchJob {
    BatchJob(
      id: id,
      kind: .generateContent,
      model: "gemini-2.5-flash",
      apiVersion: "v1beta",
      created: Timestamp(microseconds: 1_000_000)
    )
  }

  private func refused(_ work: () async throws -> Void) async -> StorageError? {
    do {
      try await work()
      return nil
    } catch {
      return error as? StorageError
    }
  }

  @Test("has at most so many batches")
  func batches() async throws {
    let data = try DataDirectory(directory.path)
    let store = BatchJobStore(data: data, now: { [clock] in clock.now })
    try await store.add(job("first"), items: [])
    try data.database.change {
      try $0.execute(
        sql: """
          WITH RECURSIVE number (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
          INSERT INTO batch (id, kind, model, apiVersion, created, updated, state, requests, successful, failed)
          SELECT n, kind, model, apiVersion, created, updated, state, 0, 0, 0 FROM batch, number WHERE batch.id = 'first'
          """,
        arguments: [BatchJobStore.mostJobs - 1]
      )
    }
    try await store.add(job("last"), items: [])
    let status = await refused { try await store.add(job("more"), items: []) }
    #expect(status == .tooManyJobs(count: BatchJobStore.mostJobs))
  }

  @Test("has at most so many bytes of requests and answers, of all batches and of one")
  func batchBytes() async throws {
    let data = try DataDirectory(directory.path)
    let store = BatchJobStore(data: data, now: { [clock] in clock.now })
    let items = [BatchItem(position: 0, request: Self.json, metadata: nil)]
    try await store.add(job("first"), items: items)
    func fill(_ column: String, to bytes: Int) throws {
      try data.database.change { try $0.execute(sql: "UPDATE batch SET \(column) = ?", arguments: [bytes]) }
    }
    try fill("requestBytes", to: BatchJobStore.mostBytes - Self.json.count)
    try await store.add(job("second"), items: items)
    let full = await refused { try await store.add(job("third"), items: items) }
    #expect(full == .jobsTooLarge(limit: BatchJobStore.mostBytes))
    let unanswered = await refused { try await store.answer(Self.json, at: 0, of: job("second")) }
    #expect(unanswered == full)

    try fill("requestBytes", to: 0)
    try fill("answerBytes", to: BatchJobStore.mostAnswerBytes - Self.json.count)
    try await store.answer(Self.json, at: 0, of: job("second"))
    let status = await refused { try await store.answer(Self.json, at: 0, of: job("second")) }
    #expect(status == .answersTooLarge(limit: BatchJobStore.mostAnswerBytes))
  }

  @Test("has at most so many cached contents, and bytes of them")
  func cachedContents() async throws {
    let data = try DataDirectory(directory.path)
    let store = CachedContentStore(data: data, sources: .test(clock: clock))
    func add() async throws {
      _ = try await store.add(
        model: "gemini-2.5-flash",
        displayName: nil,
        body: Self.json,
        tokens: 1,
        expiration: .ttl(3_600_000_000)
      )
    }
    try await add()
    try data.database.change {
      try $0.execute(
        sql: "UPDATE cachedContent SET size = ?",
        arguments: [CachedContentStore.mostBytes - Self.json.count]
      )
    }
    try await add()
    #expect(await refused { try await add() } == .tooManyPrompts)
    try data.database.change {
      try $0.execute(
        sql: """
          UPDATE cachedContent SET size = 0;
          WITH RECURSIVE number (n) AS (SELECT 3 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
          INSERT INTO cachedContent (id, model, tokens, created, updated, expires, body)
          SELECT n, model, tokens, created, updated, expires, body FROM number,
            (SELECT * FROM cachedContent LIMIT 1)
          """,
        arguments: [CachedContentStore.mostPrompts - 1]
      )
    }
    try await add()
    let status = await refused { try await add() }
    #expect(status == .tooManyPrompts)
  }
}
