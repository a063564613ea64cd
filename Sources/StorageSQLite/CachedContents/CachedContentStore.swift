package import GeminiAPI
import GRDB
package import Storage

/// Prompts cached for later requests, as the bodies they came in.
package actor CachedContentStore: PromptIndex {
  /// In bytes: all cached prompts together.
  package static let mostBytes = 1 << 30
  package static let mostPrompts = 10_000
  /// In microseconds; a later end would have a year of five digits.
  private static let longestLifetime = 1_000 * 366 * 86_400_000_000

  private nonisolated let executor = BlockingExecutor(label: "pollux.cachedContents")
  private let database: StateDatabase
  private let sources: StoreSources

  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// - Parameters:
  ///   - data: The directory whose database stores them.
  ///   - sources: The clock they expire by, and the source of their ids.
  package init(data: DataDirectory, sources: StoreSources) {
    database = data.database
    self.sources = sources
  }

  package func add(
    model: String,
    displayName: String?,
    body: [UInt8],
    tokens: Int,
    expiration: CachedContentInput.Expiration
  ) throws(StorageError) -> StoredPrompt {
    try sweep()
    let created = sources.now()
    let expires = try end(expiration)
    let id = try newID()
    let used: (count: Int, size: Int) = try database.answer {
      let row = try Row.fetchOne(
        $0,
        sql: "SELECT count(*) AS count, coalesce(sum(size), 0) AS size FROM cachedContent"
      )
      return (row?["count"] ?? 0, row?["size"] ?? 0)
    }
    guard used.count < Self.mostPrompts, used.size + body.count <= Self.mostBytes else { throw .tooManyPrompts }
    try database.change {
      try $0.execute(
        sql:
          "INSERT INTO cachedContent (\(StoredPrompt.columns), body, size) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          id, model, displayName, tokens, created.microseconds, created.microseconds, expires.microseconds,
          String(decoding: body, as: UTF8.self), body.count,
        ]
      )
    }
    return try prompt(id)
  }

  package func body(of id: String) throws(StorageError) -> (model: String, body: [UInt8]) {
    let prompt = try prompt(id)
    let body = try database.answer {
      try String.fetchOne($0, sql: "SELECT body FROM cachedContent WHERE id = ?", arguments: [id])
    }
    return (prompt.model, Array((body ?? "").utf8))
  }

  package func page(size: Int, after token: String?) throws(StorageError) -> (
    prompts: [StoredPrompt], nextToken: String?
  ) {
    let time = sources.now().microseconds
    let start = try PagePosition.start(token, of: .prompts)
    let found = try database.answer {
      try Row.fetchAll(
        $0,
        sql: "SELECT \(StoredPrompt.columns) FROM cachedContent WHERE (created, id) < (?, ?) "
          + "AND expires > ? ORDER BY created DESC, id DESC LIMIT ?",
        arguments: [start.microseconds, start.id, time, size + 1]
      ).map(StoredPrompt.init)
    }
    let page = PagePosition.page(of: found, size: size) { PagePosition($0.created, $0.id) }
    return (Array(page.entries), page.nextToken)
  }

  package func update(_ id: String, expiration: CachedContentInput.Expiration) throws(StorageError) -> StoredPrompt {
    _ = try prompt(id)
    let expires = try end(expiration)
    let updated = sources.now()
    try database.change {
      try $0.execute(
        sql: "UPDATE cachedContent SET updated = ?, expires = ? WHERE id = ?",
        arguments: [updated.microseconds, expires.microseconds, id]
      )
    }
    return try prompt(id)
  }

  package func delete(_ id: String) throws(StorageError) {
    _ = try prompt(id)
    try database.changeWithReserve { try $0.execute(sql: "DELETE FROM cachedContent WHERE id = ?", arguments: [id]) }
  }

  /// Removes expired prompts, even if nobody asks for them.
  package func sweep() throws(StorageError) {
    let time = sources.now().microseconds
    try database.changeWithReserve {
      try $0.execute(sql: "DELETE FROM cachedContent WHERE expires <= ?", arguments: [time])
    }
  }

  private func newID() throws(StorageError) -> String {
    try sources.id(for: .cachedContent) { id throws(StorageError) in
      try database.answer {
        let sql = "SELECT EXISTS (SELECT 1 FROM cachedContent WHERE id = ?)"
        return try Bool.fetchOne($0, sql: sql, arguments: [id]) ?? false
      }
    }
  }

  package func prompt(_ id: String) throws(StorageError) -> StoredPrompt {
    let time = sources.now().microseconds
    let found = try database.answer {
      try Row.fetchOne(
        $0,
        sql: "SELECT \(StoredPrompt.columns) FROM cachedContent WHERE id = ? AND expires > ?",
        arguments: [id, time]
      ).map(StoredPrompt.init)
    }
    guard let found else { throw .noSuchPrompt }
    return found
  }

  private func end(_ expiration: CachedContentInput.Expiration) throws(StorageError) -> Timestamp {
    let now = sources.now()
    let end =
      switch expiration {
      case .ttl(let microseconds): Timestamp(microseconds: now.microseconds + microseconds)
      case .expireTime(let time): time
      }
    guard end > now else { throw .promptExpired }
    guard end.microseconds - now.microseconds <= Self.longestLifetime else { throw .promptLivesTooLong }
    return end
  }
}
