package import GeminiAPI

/// Keeps jobs of many requests, so that a server that ended amid one goes on with it.
///
/// An `id` is what follows `batches/`. Every function may also throw the errors of any store.
package protocol JobIndex: Sendable {
  /// Keeps a new job.
  ///
  /// - Throws: `StorageError.tooManyJobs`, `jobsTooLarge`.
  func add(_ job: BatchJob, items: [BatchItem]) async throws(StorageError)

  /// Finds a job.
  ///
  /// - Throws: `StorageError.noSuchJob`.
  func job(_ id: String) async throws(StorageError) -> BatchJob

  /// One page of jobs, the newest first.
  func page(size: Int, after token: String?) async throws(StorageError) -> (jobs: [BatchJob], nextToken: String?)

  /// The ids of jobs that have not ended, the oldest first.
  func unfinished() async throws(StorageError) -> [String]

  /// Keeps what changed of a job; one that was deleted stays away.
  func update(_ job: BatchJob) async throws(StorageError)

  /// The next request of a job that came with it and has no answer.
  ///
  /// - Returns: The request; nil once all are answered.
  func nextItem(of id: String) async throws(StorageError) -> BatchItem?

  /// Keeps the answer to such a request.
  ///
  /// - Parameters:
  ///   - answer: JSON of `{response | error, metadata}`.
  ///   - position: Which request it answers.
  ///   - job: The job, with its counts after it.
  /// - Throws: `StorageError.answersTooLarge`, `jobsTooLarge`.
  func answer(_ answer: [UInt8], at position: Int, of job: BatchJob) async throws(StorageError)

  /// The answers of a job so far, in the order of its requests.
  func answers(of id: String) async throws(StorageError) -> [JSONValue]

  /// Forgets a job.
  ///
  /// - Throws: `StorageError.noSuchJob`.
  func delete(_ id: String) async throws(StorageError)

  /// Removes jobs that ended long ago.
  func sweep() async throws(StorageError)
}
