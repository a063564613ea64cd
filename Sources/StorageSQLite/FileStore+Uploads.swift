package import GeminiAPI
package import Storage

extension FileStore {
  package func startUpload(_ metadata: CreateFileRequest.File, isResumable: Bool) async throws(StorageError) -> String {
    try await startUpload(metadata, isResumable: isResumable, longestName: 40)
  }

  func startUpload(
    _ metadata: CreateFileRequest.File,
    isResumable: Bool,
    longestName: Int
  ) async throws(StorageError) -> String {
    try await sweep()
    if let name = metadata.name, !name.isEmpty { try checkFree(try FileID.read(name, longest: longestName)) }
    try checkTexts(metadata)
    let totals = try answered { () throws(DatabaseFailure) in try files.totals() }
    let room = limits.totalSize - totals.size - announcedSize
    try checkSize(metadata.sizeBytes, room: room)
    guard uploads.count < limits.uploadCount else {
      throw .tooManyUploads(count: uploads.count)
    }
    guard totals.count < limits.fileCount else {
      throw .tooManyFiles(count: totals.count)
    }
    let record = UploadRecord(
      id: try newUploadID(),
      metadata: metadata,
      sizeLimit: min(limits.fileSize, room),
      expires: time.adding(seconds: limits.uploadLifetime)
    )
    if isResumable { try answered { () throws(DatabaseFailure) in try uploadRows.add(record) } }
    uploads[record.id] = Upload(record, contents: contents, table: isResumable ? uploadRows : nil)
    return record.id
  }

  package func upload(_ id: String) throws(StorageError) -> any PendingUpload { try pending(id) }

  private func pending(_ id: String) throws(StorageError) -> Upload {
    guard let upload = uploads[id], time < upload.record.expires else { throw .noSuchUpload }
    return upload
  }

  package func file(ofUpload id: String) throws(StorageError) -> StoredFile? {
    try answered { () throws(DatabaseFailure) in try uploadRows.file(of: id) }?.file(at: time)
  }

  package func finishUpload(_ id: String) async throws(StorageError) -> StoredFile {
    try await finishUpload(id, source: .uploaded)
  }

  func finishUpload(_ id: String, source: StoredFile.Source) async throws(StorageError) -> StoredFile {
    let upload = try pending(id)
    let content = try await upload.finish()
    guard uploads.removeValue(forKey: id) != nil else { throw .noSuchUpload }
    do throws(StorageError) {
      let file = try add(upload.record, content, source)
      await upload.close()
      return file
    } catch {
      try? uploadRows.remove([id])
      try? await upload.discard()
      throw error
    }
  }

  package func cancelUpload(_ id: String) async throws(StorageError) {
    let upload = try pending(id)
    uploads[id] = nil
    // The bytes first: on a full disk they are what takes the room. Bytes that cannot be removed, and a row without its
    // bytes, are removed at the next start.
    try? await upload.discard()
    try answered { () throws(DatabaseFailure) in try uploadRows.remove([id]) }
  }

  private func add(
    _ upload: UploadRecord,
    _ content: Upload.Content,
    _ source: StoredFile.Source
  ) throws(StorageError) -> StoredFile {
    let metadata = upload.metadata
    let id: String
    if let name = metadata.name, !name.isEmpty {
      id = try FileID.read(name, longest: .max)
      try checkFree(id)
    } else {
      id = try sources.id(for: .file) { id throws(StorageError) in try has(id) }
    }
    // Uploads without a size may together have taken more than the limit.
    let stored = try answered { () throws(DatabaseFailure) in try files.totals() }.size
    guard content.size <= limits.totalSize - stored else { throw .noRoom(total: limits.totalSize, taken: stored) }
    let type = metadata.mimeType ?? ""
    let created = time
    let record = FileRecord(
      id: id,
      content: upload.id,
      displayName: metadata.displayName,
      mimeType: type.isEmpty ? MediaTypes.unknown : type,
      size: content.size,
      sha256: content.sha256,
      source: source,
      created: created,
      active: source == .uploaded ? created.adding(seconds: limits.processingTime) : created,
      expires: created.adding(seconds: limits.lifetime)
    )
    try answered { () throws(DatabaseFailure) in try files.add(record, finishing: upload.id) }
    return record.file(at: created)
  }
}

// MARK: - Checks

extension FileStore {
  /// Its bytes keep this name when the upload becomes a file.
  private func newUploadID() throws(StorageError) -> String {
    try sources.id(for: .upload) { id throws(StorageError) in
      if uploads[id] != nil { return true }
      return try answered { () throws(DatabaseFailure) in try files.hasContent(id) }
    }
  }

  /// Bytes that unfinished uploads have announced; one without a size may use all that is left.
  private var announcedSize: Int {
    uploads.values.reduce(0) { $0 + ($1.record.metadata.sizeBytes ?? 0) }
  }

  private func checkFree(_ id: String) throws(StorageError) {
    guard try !has(id) else {
      throw .fileExists(id: id)
    }
  }

  private func checkTexts(_ metadata: CreateFileRequest.File) throws(StorageError) {
    guard metadata.displayName?.count ?? 0 <= 512, metadata.displayName?.utf8.count ?? 0 <= 4_096 else {
      throw .displayNameTooLong
    }
    guard metadata.mimeType?.utf8.count ?? 0 <= 255 else {
      throw .mimeTypeTooLong
    }
    // The service's own guide to batches uploads with the type `jsonl`.
    if let type = metadata.mimeType, type.contains("/"), !MediaType.isOne(type) { throw .badMimeType(type) }
  }

  private func checkSize(_ size: Int?, room: Int) throws(StorageError) {
    guard let size else { return }
    guard size >= 0 else { throw .negativeSize }
    guard size <= limits.fileSize else { throw .fileTooLarge(size: size, limit: limits.fileSize) }
    guard size <= room else { throw .noRoom(total: limits.totalSize, taken: limits.totalSize - room) }
  }
}
