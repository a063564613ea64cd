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

/// A server without uploaded files.
package struct NoFiles: FileSource {
  package init() {}

  package func file(_ id: String) throws(Status) -> File {
    throw .permissionDenied("You do not have permission to access the File \(id) or it may not exist.")
  }

  package func content(of id: String) throws(Status) -> BlobBytes {
    _ = try file(id)
    return []
  }
}
