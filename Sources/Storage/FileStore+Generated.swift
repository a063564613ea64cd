package import GeminiAPI

extension FileStore {
  /// Adds a file that the server makes; clients may download it.
  ///
  /// - Parameters:
  ///   - metadata: Its metadata.
  ///   - body: Given a function that appends bytes.
  /// - Returns: The file; it is on the disk, and usable at once.
  /// - Throws: What `body` throws, and what uploads throw; then no file is added.
  package nonisolated func addGenerated(
    _ metadata: CreateFileRequest.File,
    writing body: (_ append: ([UInt8]) async throws -> Void) async throws -> Void
  ) async throws -> File {
    let id = try await startUpload(metadata, isResumable: false, longestName: 64)
    do {
      let upload = try await upload(id)
      let turn = try await upload.begin(at: 0, announcing: 0)
      try await body { try await upload.write($0, turn: turn) }
      return try await finishUpload(id, source: .generated)
    } catch {
      try? await cancelUpload(id)
      throw error
    }
  }
}
