package import GeminiAPI
import GRDB
package import Storage

/// Jobs of many requests, their requests and answers.
package actor BatchJobStore: JobIndex {
  /// In bytes: the answers of a job that are not in a file.
  package static let mostAnswerBytes = 64 << 20
  package static let mostJobs = 1_000
  /// In bytes: the requests and answers of all jobs that are not in files.
  package static let mostBytes = 2 << 30
  /// In microseconds: how long a job is kept after its end.
  private static let afterlife = 48 * 3_600_000_000

  private nonisolated let executor = BlockingExecutor(label: "pollux.batches")
  private let database: StateDatabase
  private let now: @Sendable () -> Timestamp

  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// - Parameters:
  ///   - data: The directory whose database stores them.
  ///   - now: The clock they expire by.
  package init(data: DataDirectory, now: @escaping @Sendable () -> Timestamp) {
    database = data.database
    self.now = now
  }

  package func add(_ job: BatchJob, items: [BatchItem]) throws(StorageError) {
    try sweep()
    let used = try used()
    guard used.count < Self.mostJobs else { throw .tooManyJobs(count: used.count) }
    let size = items.reduce(0) { $0 + $1.request.count + ($1.metadata?.count ?? 0) }
    guard used.size + size <= Self.mostBytes else { throw .jobsTooLarge(limit: Self.mostBytes) }
    try database.change { database in
      try BatchRecord(job: job).insert(database)
      try database.execute(sql: "UPDATE batch SET requestBytes = ? WHERE id = ?", arguments: [size, job.id])
      for item in items {
        try database.execute(
          sql: "INSERT INTO batchItem (batch, position, request, metadata) VALUES (?, ?, ?, ?)",
          arguments: [job.id, item.position, Self.text(item.request), item.metadata.map(Self.text)]
        )
      }
    }
  }

  package func job(_ id: String) throws(StorageError) -> BatchJob {
    guard let record = try database.answer({ try BatchRecord.fetchOne($0, key: id) }) else {
      throw .noSuchJob
    }
    return record.job
  }

  package func page(size: Int, after token: String?) throws(StorageError) -> (jobs: [BatchJob], nextToken: String?) {
    let start = try PagePosition.start(token, of: .jobs)
    let over = now().microseconds - Self.afterlife
    let found = try database.answer {
      try BatchRecord.fetchAll(
        $0,
        sql: "SELECT * FROM batch WHERE (created, id) < (?, ?) AND (ended IS NULL OR ended > ?) "
          + "ORDER BY created DESC, id DESC LIMIT ?",
        arguments: [start.microseconds, start.id, over, size + 1]
      )
    }
    let page = PagePosition.page(of: found, size: size) { PagePosition($0.job.created, $0.job.id) }
    return (page.entries.map(\.job), page.nextToken)
  }

  package func unfinished() throws(StorageError) -> [String] {
    try database.answer {
      try String.fetchAll(
        $0,
        sql: "SELECT id FROM batch WHERE state IN (?, ?) ORDER BY created, id",
        arguments: [BatchOperation.State.pending.rawValue, BatchOperation.State.running.rawValue]
      )
    }
  }

  /// Stores the changes of a job, unless it was deleted.
  package func update(_ job: BatchJob) throws(StorageError) {
    // The end of a job must be stored also on a full disk: clients wait for it.
    if job.state.isTerminal { return try database.changeWithReserve { try BatchRecord(job: job).updateIfThere($0) } }
    try database.change { try BatchRecord(job: job).updateIfThere($0) }
  }

  package func nextItem(of id: String) throws(StorageError) -> BatchItem? {
    let row = try database.answer {
      try Row.fetchOne(
        $0,
        sql: "SELECT position, request, metadata FROM batchItem WHERE batch = ? AND answer IS NULL "
          + "ORDER BY position LIMIT 1",
        arguments: [id]
      )
    }
    guard let row else { return nil }
    let request: String = row["request"]
    let metadata: String? = row["metadata"]
    return BatchItem(
      position: row["position"],
      request: Array(request.utf8),
      metadata: metadata.map { Array($0.utf8) }
    )
  }

  package func answer(_ answer: [UInt8], at position: Int, of job: BatchJob) throws(StorageError) {
    let size = try database.answer {
      try Int.fetchOne($0, sql: "SELECT answerBytes FROM batch WHERE id = ?", arguments: [job.id]) ?? 0
    }
    guard size + answer.count <= Self.mostAnswerBytes else { throw .answersTooLarge(limit: Self.mostAnswerBytes) }
    guard try used().size + answer.count <= Self.mostBytes else { throw .jobsTooLarge(limit: Self.mostBytes) }
    try database.change { database in
      try BatchRecord(job: job).updateIfThere(database)
      try database.execute(
        sql: """
          UPDATE batchItem SET answer = ? WHERE batch = ? AND position = ?;
          UPDATE batch SET answerBytes = answerBytes + ? WHERE id = ?
          """,
        arguments: [Self.text(answer), job.id, position, answer.count, job.id]
      )
    }
  }

  package func answers(of id: String) throws(StorageError) -> [JSONValue] {
    let texts = try database.answer {
      try String.fetchAll(
        $0,
        sql: "SELECT answer FROM batchItem WHERE batch = ? AND answer IS NOT NULL ORDER BY position",
        arguments: [id]
      )
    }
    var answers: [JSONValue] = []
    for text in texts {
      do {
        answers.append(try JSONParser.parse(Array(text.utf8)))
      } catch {
        throw .answerUnreadable
      }
    }
    return answers
  }

  package func delete(_ id: String) throws(StorageError) {
    _ = try job(id)
    try database.changeWithReserve { try $0.execute(sql: "DELETE FROM batch WHERE id = ?", arguments: [id]) }
  }

  /// Removes jobs that ended long ago.
  package func sweep() throws(StorageError) {
    let end = now().microseconds - Self.afterlife
    try database.changeWithReserve { try $0.execute(sql: "DELETE FROM batch WHERE ended <= ?", arguments: [end]) }
  }

  /// How many jobs there are, and the bytes that are not in files.
  private func used() throws(StorageError) -> (count: Int, size: Int) {
    try database.answer {
      let sql = "SELECT count(*) AS count, coalesce(sum(requestBytes + answerBytes), 0) AS size FROM batch"
      let row = try Row.fetchOne($0, sql: sql)
      return (row?["count"] ?? 0, row?["size"] ?? 0)
    }
  }

  /// JSON as the database stores it.
  private static func text(_ json: [UInt8]) -> String { String(decoding: json, as: UTF8.self) }
}
