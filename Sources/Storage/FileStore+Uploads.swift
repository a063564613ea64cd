package import GeminiAPI

extension FileStore {
  /// Starts an upload.
  ///
  /// - Parameters:
  ///   - metadata: The client's metadata of the file.
  ///   - isResumable: Whether it outlives the server; an upload in one request does not.
  ///   - longestName: The most characters of its id.
  /// - Returns: The upload's id, which is the right to send its bytes.
  /// - Throws: `INVALID_ARGUMENT` for an invalid name or size, `ALREADY_EXISTS` for a name in use,
  ///   `RESOURCE_EXHAUSTED` past the limits.
  package func startUpload(
    _ metadata: CreateFileRequest.File,
    isResumable: Bool = true,
    longestName: Int = 40
  ) async throws(Status) -> String {
    try await sweep()
    if let name = metadata.name, !name.isEmpty { try checkFree(try FileID.read(name, longest: longestName)) }
    try checkTexts(metadata)
    let totals = try answered { () throws(DatabaseFailure) in try files.totals() }
    let room = limits.totalSize - totals.size - announcedSize
    try checkSize(metadata.sizeBytes, room: room)
    guard uploads.count < limits.uploadCount else {
      throw .resourceExhausted("\(uploads.count) uploads are unfinished, which is the most there may be. Finish one.")
    }
    guard totals.count < limits.fileCount else {
      throw .resourceExhausted("There are \(totals.count) files, which is the most there may be. Delete some.")
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

  /// Finds an unfinished upload.
  ///
  /// - Parameter id: What `startUpload` returned.
  /// - Returns: The upload.
  /// - Throws: `NOT_FOUND` if it no longer exists.
  package func upload(_ id: String) throws(Status) -> Upload {
    guard let upload = uploads[id], time < upload.record.expires else { throw .noSuchUpload }
    return upload
  }

  /// Finds the file of a finished upload, for a client that lost the answer.
  ///
  /// - Parameter id: What `startUpload` returned.
  /// - Returns: The file; nil if the upload is unfinished, was cancelled or has expired, or the file is gone.
  /// - Throws: `INTERNAL` if the database fails.
  package func file(ofUpload id: String) throws(Status) -> File? {
    try answered { () throws(DatabaseFailure) in try uploadRows.file(of: id) }?.file(at: time)
  }

  /// Turns an upload into a file.
  ///
  /// - Parameters:
  ///   - id: What `startUpload` returned.
  ///   - source: Where the file comes from.
  /// - Returns: The file; it is on the disk.
  /// - Throws: `INVALID_ARGUMENT` if bytes are missing, and the upload continues; any other error ends it.
  package func finishUpload(_ id: String, source: File.Source = .uploaded) async throws(Status) -> File {
    let upload = try upload(id)
    let content = try await upload.finish()
    guard uploads.removeValue(forKey: id) != nil else { throw .noSuchUpload }
    do throws(Status) {
      let file = try add(upload.record, content, source)
      await upload.close()
      return file
    } catch {
      try? uploadRows.remove([id])
      try? await upload.discard()
      throw error
    }
  }

  /// Cancels an upload.
  ///
  /// - Parameter id: What `startUpload` returned.
  /// - Throws: `NOT_FOUND` if it no longer exists.
  package func cancelUpload(_ id: String) async throws(Status) {
    let upload = try upload(id)
    uploads[id] = nil
    // The bytes first: on a full disk they are what takes the room. Bytes that cannot be removed, and a row without its
    // bytes, are removed at the next start.
    try? await upload.discard()
    try answered { () throws(DatabaseFailure) in try uploadRows.remove([id]) }
  }

  private func add(
    _ upload: UploadRecord,
    _ content: Upload.Content,
    _ source: File.Source
  ) throws(Status) -> File {
    let metadata = upload.metadata
    let id: String
    if let name = metadata.name, !name.isEmpty {
      id = try FileID.read(name, longest: .max)
      try checkFree(id)
    } else {
      id = try sources.id(for: .file) { id throws(Status) in try has(id) }
    }
    // Uploads without a size may together have taken more than the limit.
    let stored = try answered { () throws(DatabaseFailure) in try files.totals() }.size
    guard content.size <= limits.totalSize - stored else { throw .noRoom(limits.totalSize, taken: stored) }
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
  private func newUploadID() throws(Status) -> String {
    try sources.id(for: .upload) { id throws(Status) in
      if uploads[id] != nil { return true }
      return try answered { () throws(DatabaseFailure) in try files.hasContent(id) }
    }
  }

  /// Bytes that unfinished uploads have announced; one without a size may use all that is left.
  private var announcedSize: Int {
    uploads.values.reduce(0) { $0 + ($1.record.metadata.sizeBytes ?? 0) }
  }

  private func checkFree(_ id: String) throws(Status) {
    guard try !has(id) else {
      throw Status(
        code: .alreadyExists,
        message: "The file files/\(id) already exists. Delete it or choose another name."
      )
    }
  }

  private func checkTexts(_ metadata: CreateFileRequest.File) throws(Status) {
    let prefix = "* CreateFileRequest.file"
    guard metadata.displayName?.count ?? 0 <= 512, metadata.displayName?.utf8.count ?? 0 <= 4_096 else {
      throw .invalidArgument("\(prefix).display_name: display_name must be at most 512 characters long.")
    }
    guard metadata.mimeType?.utf8.count ?? 0 <= 255 else {
      throw .invalidArgument("\(prefix).mime_type: mime_type must be at most 255 characters long.")
    }
    // The service's own guide to batches uploads with the type `jsonl`.
    if let type = metadata.mimeType, type.contains("/"), !MediaType.isOne(type) { throw .unsupportedMediaType(type) }
  }

  private func checkSize(_ size: Int?, room: Int) throws(Status) {
    guard let size else { return }
    guard size >= 0 else { throw .invalidArgument("* CreateFileRequest.file.size_bytes: must not be negative.") }
    guard size <= limits.fileSize else {
      throw .invalidArgument("The file has \(size) bytes; the most a file may have is \(limits.fileSize) bytes.")
    }
    guard size <= room else { throw .noRoom(limits.totalSize, taken: limits.totalSize - room) }
  }
}

extension Status {
  fileprivate static func noRoom(_ total: Int, taken: Int) -> Status {
    .resourceExhausted(
      "The server keeps at most \(total) bytes of files, of which \(taken) are taken. Delete files, or wait until they "
        + "expire."
    )
  }
}
