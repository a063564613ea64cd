package import GeminiAPI

/// Where a request's uploaded files come from.
package protocol FileSource: Sendable {
  /// Finds a file.
  ///
  /// - Parameter id: What follows `files/`.
  /// - Returns: The file.
  /// - Throws: `PERMISSION_DENIED` in the service's words where there is none.
  func file(_ id: String) async throws(Status) -> File

  /// Reads a file.
  ///
  /// - Parameter id: What follows `files/`.
  /// - Returns: The whole content.
  /// - Throws: As `file(_:)`.
  func bytes(of id: String) async throws(Status) -> [UInt8]
}

/// A server without uploaded files.
package struct NoFiles: FileSource {
  package init() {}

  package func file(_ id: String) throws(Status) -> File {
    throw .permissionDenied("You do not have permission to access the File \(id) or it may not exist.")
  }

  package func bytes(of id: String) throws(Status) -> [UInt8] {
    _ = try file(id)
    return []
  }
}
