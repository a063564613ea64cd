/// A job of many requests as it is kept.
package struct BatchJob: Hashable, Sendable {
  /// Without `batches/`.
  package var id: String
  package var kind: BatchOperation.Kind
  /// The model's id without `models/`.
  package var model: String
  /// Only told in error texts.
  package var apiVersion: String
  package var displayName: String?
  /// The id of the file with the requests; nil where they came with the job.
  package var inputFile: String?
  package var created: Timestamp
  package var updated: Timestamp
  package var ended: Timestamp?
  package var state = BatchOperation.State.pending
  package var stats = BatchOperation.Stats()
  /// The id of the file with the answers.
  package var outputFile: String?
  package var error: Status?

  package init(
    id: String,
    kind: BatchOperation.Kind,
    model: String,
    apiVersion: String,
    displayName: String? = nil,
    inputFile: String? = nil,
    created: Timestamp
  ) {
    self.id = id
    self.kind = kind
    self.model = model
    self.apiVersion = apiVersion
    self.displayName = displayName
    self.inputFile = inputFile
    self.created = created
    updated = created
  }

  /// The job as the API shows it.
  ///
  /// - Parameter answers: Those that stand in no file; nil leaves them out.
  /// - Returns: The operation.
  package func operation(answers: [JSONValue]? = nil) -> BatchOperation {
    var operation = BatchOperation(
      name: "batches/\(id)",
      kind: kind,
      model: "models/\(model)",
      displayName: displayName,
      inputFile: inputFile.map { "files/\($0)" },
      createTime: created,
      updateTime: updated,
      endTime: ended,
      state: state,
      stats: stats,
      error: error
    )
    if state == .succeeded {
      operation.output = outputFile.map { .file("files/\($0)") } ?? answers.map { .inlined($0) }
    }
    return operation
  }
}

/// One request of a job.
package struct BatchItem: Hashable, Sendable {
  /// From 0.
  package var position: Int
  /// JSON, an object.
  package var request: [UInt8]
  /// JSON that comes back with the answer, under the name `metadata`; nil where none came.
  package var metadata: [UInt8]?

  package init(position: Int, request: [UInt8], metadata: [UInt8]? = nil) {
    self.position = position
    self.request = request
    self.metadata = metadata
  }
}
