import GRDB
import GeminiAPI

/// The metadata of a cached prompt: a row of the database without its body.
struct CachedContentRecord: Hashable, Sendable {
  static let columns = "id, model, displayName, tokens, created, updated, expires"

  var id: String
  /// Without `models/`.
  var model: String
  var displayName: String?
  var tokens: Int
  var created: Timestamp
  var updated: Timestamp
  var expires: Timestamp

  /// As the API shows it.
  var shown: CachedContent {
    CachedContent(
      name: "cachedContents/\(id)",
      model: "models/\(model)",
      displayName: displayName,
      createTime: created,
      updateTime: updated,
      expireTime: expires,
      totalTokenCount: tokens
    )
  }
}

extension CachedContentRecord: FetchableRecord {
  init(row: Row) {
    self.init(
      id: row["id"],
      model: row["model"],
      displayName: row["displayName"],
      tokens: row["tokens"],
      created: Timestamp(microseconds: row["created"]),
      updated: Timestamp(microseconds: row["updated"]),
      expires: Timestamp(microseconds: row["expires"])
    )
  }
}
