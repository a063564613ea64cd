package import GeminiAPI

/// Where a request's uploaded files come from.
package protocol FileSource: Sendable {
  /// Finds a file.
  ///
  /// - Parameter id: What follows `files/`.
  /// - Returns: The file.
  /// - Throws: `PERMISSION_DENIED` in the service's words where there is none.
  func file(_ id: String) async throws(Status) -> File

  /// Opens a file.
  ///
  /// - Parameter id: What follows `files/`.
  /// - Returns: The whole content, in memory or where it lies.
  /// - Throws: As `file(_:)`.
  func content(of id: String) async throws(Status) -> BlobBytes
}
