package import GeminiAPI
import Glibc

/// The files of a server: rows of the database, their bytes in a directory, and the unfinished uploads.
package actor FileStore {
  private nonisolated let executor = BlockingExecutor(label: "pollux.files")
  /// Kept so that no other server uses the directory.
  private let data: DataDirectory
  let sources: StoreSources
  let limits: FileLimits
  let contents: ContentDirectory
  let files: FileTable
  let uploadRows: UploadTable
  /// The unfinished ones, by id.
  var uploads: [String: Upload] = [:]

  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Opens the files of a directory.
  ///
  /// - Parameters:
  ///   - data: The directory.
  ///   - limits: How much is kept, and for how long.
  ///   - sources: The clock that files expire by, and the source of their ids.
  /// - Throws: `DataDirectory.Problem` if it cannot be read.
  package init(
    data: DataDirectory,
    limits: FileLimits = FileLimits(),
    sources: StoreSources
  ) throws(DataDirectory.Problem) {
    self.data = data
    self.limits = limits
    self.sources = sources
    contents = data.contents
    files = FileTable(database: data.database)
    uploadRows = UploadTable(database: data.database)
    let recovery = FileRecovery(contents: contents, files: files, uploads: uploadRows)
    do {
      try EarlierFiles(directory: data.path, sources: sources).move(to: recovery)
      for record in try recovery.run() {
        uploads[record.id] = Upload(record, contents: contents, table: uploadRows)
      }
    } catch {
      throw .unusable("\(error)")
    }
  }

  /// Finds a file.
  ///
  /// - Parameter id: The part after `files/`.
  /// - Returns: The file.
  /// - Throws: `PERMISSION_DENIED` if there is none, in the service's words.
  package func file(_ id: String) throws(Status) -> File {
    try record(id).file(at: time)
  }

  /// Reads the bytes of a file.
  ///
  /// - Parameter id: The part after `files/`.
  /// - Returns: The whole content; ask for the size first.
  /// - Throws: `PERMISSION_DENIED` if there is none; `INTERNAL` if the disk fails.
  package func bytes(of id: String) throws(Status) -> [UInt8] {
    let record = try record(id)
    do throws(SystemError) {
      let bytes = try contents.read(record.content).read(count: record.size)
      guard bytes.count == record.size else { throw SystemError(call: "read", path: id, errno: EIO) }
      return bytes
    } catch {
      throw .internal("The bytes of the File \(id) cannot be read.")
    }
  }

  /// Opens the bytes of a file for reading piece by piece.
  ///
  /// - Parameter id: The part after `files/`.
  /// - Returns: The bytes, which stay readable even if the file is deleted meanwhile.
  /// - Throws: `PERMISSION_DENIED` if there is none, `INVALID_ARGUMENT` for a file that was uploaded.
  package func download(_ id: String) throws(Status) -> FileDownload {
    let record = try record(id)
    guard record.source == .generated else {
      throw .invalidArgument("The File \(id) was uploaded; uploaded files cannot be downloaded.")
    }
    return try read(record)
  }

  /// Opens the bytes of any file, for the server itself.
  ///
  /// - Parameter id: The part after `files/`.
  /// - Returns: The bytes.
  /// - Throws: `PERMISSION_DENIED` if there is none, `FAILED_PRECONDITION` for one that is still being processed.
  package func read(_ id: String) throws(Status) -> FileDownload {
    let record = try record(id)
    guard record.active <= time else {
      throw .fileNotActive(id)
    }
    return try read(record)
  }

  private func read(_ record: FileRecord) throws(Status) -> FileDownload {
    do throws(SystemError) {
      return FileDownload(file: try contents.read(record.content), size: record.size, mimeType: record.mimeType)
    } catch {
      throw .internal("The bytes of the File \(record.id) cannot be read.")
    }
  }

  /// One page of files, the newest first.
  ///
  /// - Parameters:
  ///   - size: The most files of the page.
  ///   - token: The end of the page before; nil for the first.
  /// - Returns: The page; a file added or removed since the page before shifts nothing else.
  /// - Throws: `INVALID_ARGUMENT` for a token that is not from a page.
  package func page(size: Int, after token: String?) throws(Status) -> ListResponse<File> {
    let start = try PagePosition.start(token, method: "ListFilesRequest")
    try removeExpired()
    let time = time
    // One more than is shown, to know whether there is another page.
    let found = try answered { () throws(DatabaseFailure) in
      try files.newest(after: start, count: size + 1, at: time)
    }
    let page = PagePosition.page(of: found, size: size) { PagePosition($0.created, $0.id) }
    return ListResponse(page.entries.map { $0.file(at: time) }, nextPageToken: page.nextToken)
  }

  /// Removes a file.
  ///
  /// - Parameter id: The part after `files/`.
  /// - Throws: `PERMISSION_DENIED` if there is none.
  package func delete(_ id: String) throws(Status) {
    let record = try record(id)
    try answered { () throws(DatabaseFailure) in try remove([record]) }
  }

  /// Marks a file as one that could not be processed.
  ///
  /// - Parameter id: The part after `files/`.
  /// - Returns: The file after that.
  /// - Throws: `PERMISSION_DENIED` if there is none.
  package func fail(_ id: String) throws(Status) -> File {
    var failed = try record(id)
    failed.active = FileRecord.never
    let record = failed
    try answered { () throws(DatabaseFailure) in try files.replace(record) }
    return record.file(at: time)
  }

  /// Removes expired files and uploads; bytes that cannot be removed are removed at the next start.
  package func sweep() async throws(Status) {
    try removeExpired()
    let time = time
    try answered { () throws(DatabaseFailure) in try uploadRows.removeExpired(at: time) }
    for (id, upload) in uploads where upload.record.expires <= time {
      uploads[id] = nil
      try? await upload.discard()
    }
  }
}

extension FileStore {
  var time: Timestamp { sources.now() }

  /// Turns a failure of the database into a status.
  func answered<Value>(_ body: () throws(DatabaseFailure) -> Value) throws(Status) -> Value {
    do { return try body() } catch { throw error.status }
  }

  func has(_ id: String) throws(Status) -> Bool {
    try removeExpired()
    return try answered { () throws(DatabaseFailure) in try files.record(id) } != nil
  }

  private func record(_ id: String) throws(Status) -> FileRecord {
    try removeExpired()
    guard let record = try answered({ () throws(DatabaseFailure) in try files.record(id) }), record.expires > time
    else { throw .noSuchFile(id) }
    return record
  }

  /// An expired file is gone for every client at that moment; on a full disk without any reserve, its row is removed as
  /// soon as there is room.
  private func removeExpired() throws(Status) {
    let time = time
    let expired = try answered { () throws(DatabaseFailure) in try files.expired(at: time) }
    do throws(DatabaseFailure) { try remove(expired) } catch { guard error.isFull else { throw error.status } }
  }

  /// How many rows are removed in one transaction, so that the reserve is enough for its log.
  private static let mostAtOnce = 200

  /// Removes rows before bytes; bytes that the disk does not release are removed at the next start.
  ///
  /// If the disk is so full that no row can be removed, bytes are removed first: they are what takes the room. A row without
  /// its bytes is removed here or at the next start.
  private func remove(_ records: [FileRecord]) throws(DatabaseFailure) {
    for start in stride(from: 0, to: records.count, by: Self.mostAtOnce) {
      let some = records[start..<min(start + Self.mostAtOnce, records.count)]
      do throws(DatabaseFailure) {
        try files.remove(some.map(\.id))
      } catch {
        guard error.isFull else { throw error }
        for record in some { try? contents.remove(record.content) }
        try files.remove(some.map(\.id))
      }
      for record in some { try? contents.remove(record.content) }
      files.database.takeReserve()
    }
  }
}

extension Status {
  /// The service answers alike for a file that does not exist and for one of another project.
  fileprivate static func noSuchFile(_ id: String) -> Status {
    .permissionDenied(
      "You do not have permission to access the File \(id.prefix(bytes: 100)) or it may not exist."
    )
  }
}
