import GRDB
import GeminiAPI
import Storage

/// A prompt as a row of the database without its body.
extension StoredPrompt {
  static let columns = "id, model, displayName, tokens, created, updated, expires"

  init(_ row: Row) {
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
