package import GeminiAPI
import GRDB

/// Prompts cached for later requests, as the bodies they came in.
package actor CachedContentStore {
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

  /// Caches a prompt.
  ///
  /// - Parameters:
  ///   - model: The id of its model, without `models/`.
  ///   - displayName: The client's name for it.
  ///   - body: JSON of a ``CachedContentInput``, checked.
  ///   - tokens: The number of its tokens.
  ///   - expiration: When it expires.
  /// - Returns: What the API shows of it.
  /// - Throws: `INVALID_ARGUMENT` for a time in the past, `RESOURCE_EXHAUSTED` if too much is cached.
  package func add(
    model: String,
    displayName: String?,
    body: [UInt8],
    tokens: Int,
    expiration: CachedContentInput.Expiration
  ) throws(Status) -> CachedContent {
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
    guard used.count < Self.mostPrompts, used.size + body.count <= Self.mostBytes else { throw .tooMuchCached }
    try database.change {
      try $0.execute(
        sql:
          "INSERT INTO cachedContent (\(CachedContentRecord.columns), body, size) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          id, model, displayName, tokens, created.microseconds, created.microseconds, expires.microseconds,
          String(decoding: body, as: UTF8.self), body.count,
        ]
      )
    }
    return try record(id).shown
  }

  /// Finds a cached prompt.
  ///
  /// - Parameter id: The part after `cachedContents/`.
  /// - Returns: What the API shows of it.
  /// - Throws: `PERMISSION_DENIED` if there is none, in the service's words.
  package func cachedContent(_ id: String) throws(Status) -> CachedContent { try record(id).shown }

  /// Reads a cached prompt.
  ///
  /// - Parameter id: The part after `cachedContents/`.
  /// - Returns: The id of its model, and its JSON.
  /// - Throws: `PERMISSION_DENIED` if there is none, in the service's words.
  package func body(of id: String) throws(Status) -> (model: String, body: [UInt8]) {
    let record = try record(id)
    let body = try database.answer {
      try String.fetchOne($0, sql: "SELECT body FROM cachedContent WHERE id = ?", arguments: [id])
    }
    return (record.model, Array((body ?? "").utf8))
  }

  /// One page of cached prompts, the newest first.
  ///
  /// - Parameters:
  ///   - size: The most of the page.
  ///   - token: The end of the page before; nil for the first.
  /// - Returns: The page.
  /// - Throws: `INVALID_ARGUMENT` for a token that is not from a page.
  package func page(size: Int, after token: String?) throws(Status) -> ListResponse<CachedContent> {
    let time = sources.now().microseconds
    let start = try PagePosition.start(token, method: "ListCachedContentsRequest")
    let found = try database.answer {
      try CachedContentRecord.fetchAll(
        $0,
        sql: "SELECT \(CachedContentRecord.columns) FROM cachedContent WHERE (created, id) < (?, ?) "
          + "AND expires > ? ORDER BY created DESC, id DESC LIMIT ?",
        arguments: [start.microseconds, start.id, time, size + 1]
      )
    }
    let page = PagePosition.page(of: found, size: size) { PagePosition($0.created, $0.id) }
    return ListResponse(page.entries.map(\.shown), nextPageToken: page.nextToken)
  }

  /// Changes when a prompt expires.
  ///
  /// - Parameters:
  ///   - id: The part after `cachedContents/`.
  ///   - expiration: The new time, counted from now.
  /// - Returns: What the API shows of it.
  /// - Throws: `PERMISSION_DENIED` if there is none, `INVALID_ARGUMENT` for a time in the past.
  package func update(_ id: String, expiration: CachedContentInput.Expiration) throws(Status) -> CachedContent {
    _ = try record(id)
    let expires = try end(expiration)
    let updated = sources.now()
    try database.change {
      try $0.execute(
        sql: "UPDATE cachedContent SET updated = ?, expires = ? WHERE id = ?",
        arguments: [updated.microseconds, expires.microseconds, id]
      )
    }
    return try record(id).shown
  }

  /// Removes a prompt.
  ///
  /// - Parameter id: The part after `cachedContents/`.
  /// - Throws: `PERMISSION_DENIED` if there is none.
  package func delete(_ id: String) throws(Status) {
    _ = try record(id)
    try database.changeWithReserve { try $0.execute(sql: "DELETE FROM cachedContent WHERE id = ?", arguments: [id]) }
  }

  /// Removes expired prompts, even if nobody asks for them.
  package func sweep() throws(Status) {
    let time = sources.now().microseconds
    try database.changeWithReserve {
      try $0.execute(sql: "DELETE FROM cachedContent WHERE expires <= ?", arguments: [time])
    }
  }

  private func newID() throws(Status) -> String {
    try sources.id(for: .cachedContent) { id throws(Status) in
      try database.answer {
        let sql = "SELECT EXISTS (SELECT 1 FROM cachedContent WHERE id = ?)"
        return try Bool.fetchOne($0, sql: sql, arguments: [id]) ?? false
      }
    }
  }

  private func record(_ id: String) throws(Status) -> CachedContentRecord {
    let time = sources.now().microseconds
    let found = try database.answer {
      try CachedContentRecord.fetchOne(
        $0,
        sql: "SELECT \(CachedContentRecord.columns) FROM cachedContent WHERE id = ? AND expires > ?",
        arguments: [id, time]
      )
    }
    guard let found else { throw .noSuchCachedContent }
    return found
  }

  private func end(_ expiration: CachedContentInput.Expiration) throws(Status) -> Timestamp {
    let now = sources.now()
    let end =
      switch expiration {
      case .ttl(let microseconds): Timestamp(microseconds: now.microseconds + microseconds)
      case .expireTime(let time): time
      }
    guard end > now else {
      throw .invalidArgument("* CachedContent.expiration: the cached content would have expired already.\n")
    }
    guard end.microseconds - now.microseconds <= Self.longestLifetime else {
      throw .invalidArgument("* CachedContent.expiration: at most a thousand years.\n")
    }
    return end
  }
}

extension Status {
  fileprivate static let tooMuchCached = Status(
    code: .resourceExhausted,
    message: "Too many cached contents are kept; delete some, or let them expire sooner."
  )
}
