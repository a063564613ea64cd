package import GeminiAPI

extension FileStore {
  /// Starts an upload.
  ///
  /// - Parameter metadata: What the client says of the file.
  /// - Returns: The upload's id, which is the right to send its bytes.
  /// - Throws: `INVALID_ARGUMENT` for a name or size that cannot be, `ALREADY_EXISTS` for a taken name,
  ///   `RESOURCE_EXHAUSTED` past the limits.
  package func startUpload(_ metadata: CreateFileRequest.File) async throws(Status) -> String {
    await sweep()
    if let name = metadata.name, !name.isEmpty { try checkFree(try FileID.read(name)) }
    try checkTexts(metadata)
    try checkSize(metadata.sizeBytes)
    guard uploads.count < limits.uploadCount else {
      throw .resourceExhausted("\(uploads.count) uploads are unfinished, which is the most there may be. Finish one.")
    }
    guard fileCount < limits.fileCount else {
      throw .resourceExhausted("There are \(fileCount) files, which is the most there may be. Delete some.")
    }
    let id = FileID.secret()
    let room = limits.totalSize - takenSize
    uploads[id] = Upload(
      id: id,
      path: "\(uploadDirectory)/\(id)",
      metadata: metadata,
      sizeLimit: min(limits.fileSize, room),
      expires: time.adding(seconds: limits.uploadLifetime)
    )
    return id
  }

  /// Finds an unfinished upload.
  ///
  /// - Parameter id: What `startUpload` returned.
  /// - Returns: The upload.
  /// - Throws: `NOT_FOUND` where there is none any more.
  package func upload(_ id: String) throws(Status) -> Upload {
    guard let upload = uploads[id], time < upload.expires else { throw .noSuchUpload }
    return upload
  }

  /// Makes a file of an upload.
  ///
  /// - Parameter id: What `startUpload` returned.
  /// - Returns: The file; it is on the disk.
  /// - Throws: `INVALID_ARGUMENT` where bytes are missing, and the upload goes on; any other error ends it.
  package func finishUpload(_ id: String) async throws -> File {
    let upload = try upload(id)
    let content = try await upload.finish()
    guard uploads.removeValue(forKey: id) != nil else { throw Status.noSuchUpload }
    do {
      return try add(upload, content)
    } catch {
      try? await upload.discard()
      throw (error as? SystemError)?.orStatus ?? error
    }
  }

  /// Gives an upload up.
  ///
  /// - Parameter id: What `startUpload` returned.
  /// - Throws: `NOT_FOUND` where there is none any more.
  package func cancelUpload(_ id: String) async throws {
    let upload = try upload(id)
    uploads[id] = nil
    try await upload.discard()
  }

  private func add(_ upload: Upload, _ content: Upload.Content) throws -> File {
    let metadata = upload.metadata
    let id: String
    if let name = metadata.name, !name.isEmpty {
      id = try FileID.read(name)
      try checkFree(id)
    } else {
      id = FileID.random()
    }
    // Uploads without a size may together have found more room than there is.
    guard content.size <= limits.totalSize - storedSize else {
      throw Status.noRoom(limits.totalSize, taken: storedSize)
    }
    let type = metadata.mimeType ?? ""
    let created = time
    let record = FileRecord(
      id: id,
      displayName: metadata.displayName,
      mimeType: type.isEmpty ? "application/octet-stream" : type,
      size: content.size,
      created: created,
      expires: created.adding(seconds: limits.lifetime),
      sha256: content.sha256
    )
    try add(record, movingFrom: upload.path)
    return record.file
  }
}

// MARK: - Checks

extension FileStore {
  /// Bytes of whole files and those unfinished uploads have announced; one without a size may take all there is left.
  private var takenSize: Int {
    uploads.values.reduce(storedSize) { $0 + ($1.metadata.sizeBytes ?? 0) }
  }

  private func checkFree(_ id: String) throws(Status) {
    guard !has(id) else {
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
  }

  private func checkSize(_ size: Int?) throws(Status) {
    guard let size else { return }
    guard size >= 0 else { throw .invalidArgument("* CreateFileRequest.file.size_bytes: must not be negative.") }
    guard size <= limits.fileSize else {
      throw .invalidArgument("The file has \(size) bytes; the most a file may have is \(limits.fileSize) bytes.")
    }
    guard size <= limits.totalSize - takenSize else { throw .noRoom(limits.totalSize, taken: takenSize) }
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
