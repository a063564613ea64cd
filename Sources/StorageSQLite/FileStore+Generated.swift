package import GeminiAPI
package import Storage

extension FileStore {
  package nonisolated func addGenerated(
    _ metadata: CreateFileRequest.File,
    writing body: (_ append: ([UInt8]) async throws -> Void) async throws -> Void
  ) async throws -> StoredFile {
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
