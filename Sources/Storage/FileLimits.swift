/// What the Files API keeps, and for how long.
///
/// Sources of the defaults: the service's guide to files (2 GB a file, 20 GB a project, 48 hours).
package struct FileLimits: Hashable, Sendable {
  /// The largest file, in bytes.
  package var fileSize = 2 << 30
  /// All files together, and what unfinished uploads have received or announced, in bytes.
  package var totalSize = 20 << 30
  /// How many files there may be, so that empty ones cannot fill the memory.
  package var fileCount = 10_000
  /// How many uploads may be unfinished at once.
  package var uploadCount = 500
  /// How long a file is kept, in seconds.
  package var lifetime = 48 * 3_600
  /// How long an upload may take, in seconds.
  package var uploadLifetime = 24 * 3_600
  /// How long an uploaded file is `PROCESSING` before requests may use it, in seconds.
  package var processingTime: Int

  package init(processingTime: Int = 0) {
    self.processingTime = processingTime
  }
}
