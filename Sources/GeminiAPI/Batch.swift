/// A job of many requests as `batches.get` shows it: a long-running operation.
package struct BatchOperation: Hashable, Sendable {
  /// What the requests of a job are.
  package enum Kind: String, Sendable {
    case generateContent = "GenerateContentBatch"
    case embedContent = "EmbedContentBatch"
  }

  package enum State: String, Sendable {
    case pending = "BATCH_STATE_PENDING"
    case running = "BATCH_STATE_RUNNING"
    case succeeded = "BATCH_STATE_SUCCEEDED"
    case failed = "BATCH_STATE_FAILED"
    case cancelled = "BATCH_STATE_CANCELLED"
    case expired = "BATCH_STATE_EXPIRED"

    /// Whether nothing more will happen to the job.
    package var isTerminal: Bool { self != .pending && self != .running }
  }

  /// What came of a job.
  package enum Output: Hashable, Sendable {
    /// `{response | error, metadata}` each, in the order of the requests.
    case inlined([JSONValue])
    /// `files/{id}`, a line for each request.
    case file(String)
  }

  /// How many requests of a job are where.
  package struct Stats: Hashable, Sendable {
    package var requests = 0
    package var successful = 0
    package var failed = 0

    package init(requests: Int = 0, successful: Int = 0, failed: Int = 0) {
      self.requests = requests
      self.successful = successful
      self.failed = failed
    }
  }

  /// `batches/{id}`.
  package var name: String
  package var kind: Kind
  /// `models/{m}`.
  package var model: String
  package var displayName: String?
  /// `files/{id}` where the requests come from a file.
  package var inputFile: String?
  package var createTime: Timestamp
  package var updateTime: Timestamp
  package var endTime: Timestamp?
  package var state: State
  package var stats: Stats
  /// Nil while there is none, and in lists for answers that stand in no file.
  package var output: Output?
  /// Why the whole job ended without an output.
  package var error: Status?
}

/// The body of `batchGenerateContent` and `asyncBatchEmbedContent`.
package struct CreateBatchRequest: ReadableMessage {
  /// One of many requests; what it asks is looked at when its turn comes, so that one at fault does not stop the others.
  package struct Item: ReadableMessage {
    /// An object.
    package var request = JSONValue.null
    /// An object that comes back with the answer.
    package var metadata: JSONValue?

    package init() {}

    package static var protoName: String { "InlinedRequest" }

    package mutating func read(_ fields: inout FieldReader) {
      fields.field("request") { request = $0.structure() ?? .null }
      fields.field("metadata", &metadata, as: .structure)
    }
  }

  package var displayName: String?
  package var requests: [Item] = []
  /// `files/{id}`: JSON lines, each with `key` and `request`.
  package var fileName: String?
  /// `models/{m}`; nil for the one of the path.
  package var model: String?

  package init() {}

  package static var protoName: String { "BatchGenerateContentRequest" }

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("batch") { field in
      if !field.isNull { field.readFields(of: "GenerateContentBatch") { readBatch(&$0) } }
    }
  }

  private mutating func readBatch(_ fields: inout FieldReader) {
    fields.field("model", &model)
    fields.field("displayName", &displayName)
    fields.field("inputConfig") { if !$0.isNull { readInput($0) } }
    fields.field("priority") { _ = $0.int64() }
    fields.field("webhookConfig") { _ = $0.anything() }
    // Fields of the server's own, which clients may send back.
    fields.ignore("name", "output", "createTime", "endTime", "updateTime", "batchStats", "state")
  }

  private mutating func readInput(_ cursor: JSONCursor) {
    var hasSource = false
    cursor.readMembers(of: "InputConfig") { name, field in
      guard name == "requests" || name == "fileName" else { return field.refuseUnknown() }
      guard !field.isNull else { return }
      guard !hasSource else { return field.refuseSecond(of: "source") }
      hasSource = true
      if name == "fileName" {
        fileName = field.string()
      } else {
        field.readFields(of: "InlinedRequests") { $0.field("requests", &requests) }
      }
    }
  }
}
