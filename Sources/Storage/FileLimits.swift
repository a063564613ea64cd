/// What the Files API keeps, and for how long.
///
/// Sources of the defaults: the service's guide to files (2 GB a file, 20 GB a project, 48 hours).
package struct FileLimits: Hashable, Sendable {
  /// The largest file, in bytes.
  package var fileSize: Int
  /// All files together, and what unfinished uploads have received or announced, in bytes.
  package var totalSize: Int
  /// How many files there may be, so that empty ones cannot fill the memory.
  package var fileCount: Int
  /// How many uploads may be unfinished at once.
  package var uploadCount: Int
  /// How long a file is kept, in seconds.
  package var lifetime: Int
  /// How long an upload may take, in seconds.
  package var uploadLifetime: Int
  /// How long an uploaded file is `PROCESSING` before requests may use it, in seconds.
  package var processingTime: Int

  package init(
    fileSize: Int = 2 << 30,
    totalSize: Int = 20 << 30,
    fileCount: Int = 10_000,
    uploadCount: Int = 500,
    lifetime: Int = 48 * 3_600,
    uploadLifetime: Int = 24 * 3_600,
    processingTime: Int = 0
  ) {
    self.fileSize = fileSize
    self.totalSize = totalSize
    self.fileCount = fileCount
    self.uploadCount = uploadCount
    self.lifetime = lifetime
    self.uploadLifetime = uploadLifetime
    self.processingTime = processingTime
  }
}
