package import GeminiAPI

/// Where jobs are kept, so that a server that ended amid one goes on with it.
package protocol BatchStore: Sendable {
  /// Keeps a new job.
  ///
  /// - Throws: `RESOURCE_EXHAUSTED` where there are too many.
  func add(_ job: BatchJob, items: [BatchItem]) async throws(Status)

  /// Finds a job.
  ///
  /// - Throws: `NOT_FOUND` where there is none.
  func job(_ id: String) async throws(Status) -> BatchJob

  /// One page of jobs, the newest first.
  func page(size: Int, after token: String?) async throws(Status) -> (jobs: [BatchJob], nextToken: String?)

  /// The ids of jobs that have not ended, the oldest first.
  func unfinished() async throws(Status) -> [String]

  /// Keeps what changed of a job; one that was deleted stays away.
  func update(_ job: BatchJob) async throws(Status)

  /// The next request of a job that came with it and has no answer.
  ///
  /// - Returns: The request; nil once all are answered.
  func nextItem(of id: String) async throws(Status) -> BatchItem?

  /// Keeps the answer to such a request.
  ///
  /// - Parameters:
  ///   - answer: JSON of `{response | error, metadata}`.
  ///   - position: Which request it answers.
  ///   - job: The job, with its counts after it.
  /// - Throws: `RESOURCE_EXHAUSTED` where the answers of the job are too large together.
  func answer(_ answer: [UInt8], at position: Int, of job: BatchJob) async throws(Status)

  /// The answers of a job so far, in the order of its requests.
  func answers(of id: String) async throws(Status) -> [JSONValue]

  /// Forgets a job.
  ///
  /// - Throws: `NOT_FOUND` where there is none.
  func delete(_ id: String) async throws(Status)
}

/// The files jobs read and write.
package protocol BatchFiles: Sendable {
  /// Reads an uploaded file line by line; empty lines are passed over.
  ///
  /// - Parameters:
  ///   - id: What follows `files/`.
  ///   - body: Given each line in turn, a line too long as nil.
  /// - Throws: `PERMISSION_DENIED` where there is no such file, and what `body` throws.
  func readLines(of id: String, _ body: ([UInt8]?) async throws -> Void) async throws

  /// Makes the file of answers, whole or not at all.
  ///
  /// - Parameters:
  ///   - id: What follows `files/`.
  ///   - body: Given a function that appends bytes.
  /// - Throws: What `body` throws, and where the disk refuses.
  func writeAnswers(id: String, _ body: (_ append: ([UInt8]) async throws -> Void) async throws -> Void) async throws
}
