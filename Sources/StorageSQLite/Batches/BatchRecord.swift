import GRDB
import GeminiAPI

/// A job as a row of the database.
struct BatchRecord {
  var job: BatchJob

  /// Writes the row again, if it still exists.
  func updateIfThere(_ database: Database) throws {
    guard try exists(database) else { return }
    try update(database)
  }
}

extension BatchRecord: FetchableRecord, PersistableRecord {
  static var databaseTableName: String { "batch" }

  init(row: Row) {
    job = BatchJob(
      id: row["id"],
      kind: BatchOperation.Kind(rawValue: row["kind"]) ?? .generateContent,
      model: row["model"],
      apiVersion: row["apiVersion"],
      displayName: row["displayName"],
      inputFile: row["inputFile"],
      created: Timestamp(microseconds: row["created"])
    )
    job.updated = Timestamp(microseconds: row["updated"])
    let ended: Int? = row["ended"]
    job.ended = ended.map { Timestamp(microseconds: $0) }
    job.state = BatchOperation.State(rawValue: row["state"]) ?? .failed
    job.stats = BatchOperation.Stats(requests: row["requests"], successful: row["successful"], failed: row["failed"])
    job.outputFile = row["outputFile"]
    let code: Int? = row["errorCode"]
    let message: String? = row["errorMessage"]
    job.error = code.map { Status(code: Status.Code(rawValue: $0) ?? .unknown, message: message ?? "") }
  }

  func encode(to container: inout PersistenceContainer) {
    container["id"] = job.id
    container["kind"] = job.kind.rawValue
    container["model"] = job.model
    container["apiVersion"] = job.apiVersion
    container["displayName"] = job.displayName
    container["inputFile"] = job.inputFile
    container["created"] = job.created.microseconds
    container["updated"] = job.updated.microseconds
    container["ended"] = job.ended?.microseconds
    container["state"] = job.state.rawValue
    container["requests"] = job.stats.requests
    container["successful"] = job.stats.successful
    container["failed"] = job.stats.failed
    container["outputFile"] = job.outputFile
    container["errorCode"] = job.error?.code.rawValue
    container["errorMessage"] = job.error?.message
  }
}
