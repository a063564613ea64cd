/// Why a store did not do what was asked.
///
/// It carries facts only: the words and the codes that clients get are the surface's.
package enum StorageError: Error, Hashable, Sendable {
  // MARK: Any store
  /// A page was asked for with a token that no page gave.
  case badPageToken(StoredList)
  /// The disk that holds the data directory has no room.
  case diskFull
  /// The system's reason.
  case diskFailed(String)
  /// The database's reason.
  case databaseFailed(String)

  // MARK: Files
  case noSuchFile(id: String)
  case fileUnreadable(id: String)
  /// It is still being processed, or could not be.
  case fileNotActive(id: String)
  /// It was uploaded; only files that the server made can be downloaded.
  case fileNotDownloadable(id: String)
  case fileExists(id: String)
  case badFileName(String)
  case displayNameTooLong
  case mimeTypeTooLong
  case badMimeType(String)
  case negativeSize
  /// Sizes in bytes.
  case fileTooLarge(size: Int, limit: Int)
  case tooManyFiles(count: Int)
  /// In bytes: all that may be kept, and what is taken of it.
  case noRoom(total: Int, taken: Int)

  // MARK: Uploads
  /// It was cancelled, took too long, or never was.
  case noSuchUpload
  case tooManyUploads(count: Int)
  /// A later request sends its bytes.
  case uploadTaken
  /// Another request makes the file of it.
  case uploadFinishing
  case wrongOffset(sent: Int, received: Int)
  /// Beyond the size that was announced, or beyond what a file may have.
  case uploadTooLarge(limit: Int, isAnnounced: Bool)
  case uploadIncomplete(announced: Int, received: Int)

  // MARK: Prompts
  case noSuchPrompt
  /// The time at which it would expire is over.
  case promptExpired
  case promptLivesTooLong
  case tooManyPrompts

  // MARK: Jobs
  case noSuchJob
  case tooManyJobs(count: Int)
  /// In bytes, of all jobs.
  case jobsTooLarge(limit: Int)
  /// In bytes, of one job.
  case answersTooLarge(limit: Int)
  case answerUnreadable
}

/// What a store lists in pages.
package enum StoredList: Sendable {
  case files, prompts, jobs
}
