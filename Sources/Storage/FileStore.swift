package import GeminiAPI
import Glibc

/// The files of a server: rows of the database, their bytes in a directory, and the uploads that are under way.
package actor FileStore {
  private nonisolated let executor = BlockingExecutor(label: "pollux.files")
  /// Held, so that no other server uses the directory.
  private let data: DataDirectory
  let sources: StoreSources
  let limits: FileLimits
  let contents: ContentDirectory
  let files: FileTable
  let uploadRows: UploadTable
  /// The unfinished ones, by id.
  var uploads: [String: Upload] = [:]

  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Takes up what a directory holds.
  ///
  /// - Parameters:
  ///   - data: The directory.
  ///   - limits: What is kept, and for how long.
  ///   - sources: The clock that files expire by, and their ids.
  /// - Throws: `DataDirectory.Problem` where it cannot be read.
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
  /// - Parameter id: What follows `files/`.
  /// - Returns: The file.
  /// - Throws: `PERMISSION_DENIED` where there is none, in the service's words.
  package func file(_ id: String) throws(Status) -> File {
    try record(id).file(at: time)
  }

  /// Reads the bytes of a file.
  ///
  /// - Parameter id: What follows `files/`.
  /// - Returns: The whole content; ask for the size first.
  /// - Throws: `PERMISSION_DENIED` where there is none; `INTERNAL` where the disk fails.
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

  /// Opens the bytes of a file for whoever asks for them piece by piece.
  ///
  /// - Parameter id: What follows `files/`.
  /// - Returns: The bytes, which stay whole also where the file is deleted meanwhile.
  /// - Throws: `PERMISSION_DENIED` where there is none, `INVALID_ARGUMENT` for a file that was uploaded.
  package func download(_ id: String) throws(Status) -> FileDownload {
    let record = try record(id)
    guard record.source == .generated else {
      throw .invalidArgument("The File \(id) was uploaded; uploaded files cannot be downloaded.")
    }
    return try read(record)
  }

  /// Opens the bytes of any file, for the server itself.
  ///
  /// - Parameter id: What follows `files/`.
  /// - Returns: The bytes.
  /// - Throws: `PERMISSION_DENIED` where there is none, `FAILED_PRECONDITION` for one that is still being processed.
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
  ///   - token: Where the page before ended; nil for the first.
  /// - Returns: The page; a file that came or went since the page before moves nothing else.
  /// - Throws: `INVALID_ARGUMENT` for a token that no page gave.
  package func page(size: Int, after token: String?) throws(Status) -> ListFilesResponse {
    let start = try PagePosition.start(token, method: "ListFilesRequest")
    try removeExpired()
    let time = time
    // One more than is shown tells whether there is another page.
    let found = try answered { () throws(DatabaseFailure) in
      try files.newest(after: start, count: size + 1, at: time)
    }
    let page = PagePosition.page(of: found, size: size) { PagePosition($0.created, $0.id) }
    return ListFilesResponse(files: page.entries.map { $0.file(at: time) }, nextPageToken: page.nextToken)
  }

  /// Removes a file.
  ///
  /// - Parameter id: What follows `files/`.
  /// - Throws: `PERMISSION_DENIED` where there is none.
  package func delete(_ id: String) throws(Status) {
    let record = try record(id)
    try answered { () throws(DatabaseFailure) in try remove([record]) }
  }

  /// Has a file be one that could not be processed.
  ///
  /// - Parameter id: What follows `files/`.
  /// - Returns: The file as it is then.
  /// - Throws: `PERMISSION_DENIED` where there is none.
  package func fail(_ id: String) throws(Status) -> File {
    var failed = try record(id)
    failed.active = FileRecord.never
    let record = failed
    try answered { () throws(DatabaseFailure) in try files.replace(record) }
    return record.file(at: time)
  }

  /// Removes files and uploads whose time is over; bytes the disk does not let go are removed at the next start.
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

  /// Makes a failure of the database a status.
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

  /// A file whose time is over is gone for everybody at that moment; on a full disk without any reserve, its row goes as
  /// soon as there is room.
  private func removeExpired() throws(Status) {
    let time = time
    let expired = try answered { () throws(DatabaseFailure) in try files.expired(at: time) }
    do throws(DatabaseFailure) { try remove(expired) } catch { guard error.isFull else { throw error.status } }
  }

  /// How many rows go in one transaction, so that the reserve is enough for its log.
  private static let mostAtOnce = 200

  /// Rows go before bytes; where the disk refuses, these go at the next start.
  ///
  /// Where it is so full that no row can go, bytes go first: they are what takes the room. A row without its bytes is
  /// removed here or at the next start.
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
  /// The service tells a file that is not there and one of somebody else's alike.
  fileprivate static func noSuchFile(_ id: String) -> Status {
    .permissionDenied(
      "You do not have permission to access the File \(id.prefix(bytes: 100)) or it may not exist."
    )
  }
}
