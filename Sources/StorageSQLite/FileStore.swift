package import GeminiAPI
import Glibc
package import Storage

/// The files of a server: rows of the database, their bytes in a directory, and the unfinished uploads.
package actor FileStore: FileIndex {
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

  package func file(_ id: String) throws(StorageError) -> StoredFile {
    try record(id).file(at: time)
  }

  /// Files below this size, in bytes, are read at once, so that a request cannot hold a thousand descriptors.
  private static let openSize = 1 << 20

  package func content(of id: String) throws(StorageError) -> BlobBytes {
    let record = try record(id)
    do throws(SystemError) {
      let file = try contents.read(record.content)
      guard try file.size == record.size else { throw SystemError(call: "read", path: id, errno: EIO) }
      guard record.size < Self.openSize else { return BlobBytes(OpenContent(file, count: record.size)) }
      let bytes = try file.read(count: record.size)
      guard bytes.count == record.size else { throw SystemError(call: "read", path: id, errno: EIO) }
      return BlobBytes(bytes)
    } catch {
      throw .fileUnreadable(id: id)
    }
  }

  package func download(_ id: String) throws(StorageError) -> any StoredBytes {
    let record = try record(id)
    guard record.source == .generated else {
      throw .fileNotDownloadable(id: id)
    }
    return try read(record)
  }

  package func read(_ id: String) throws(StorageError) -> any StoredBytes {
    let record = try record(id)
    guard record.active <= time else { throw .fileNotActive(id: id) }
    return try read(record)
  }

  private func read(_ record: FileRecord) throws(StorageError) -> any StoredBytes {
    do throws(SystemError) {
      return FileDownload(file: try contents.read(record.content), size: record.size, mimeType: record.mimeType)
    } catch {
      throw .fileUnreadable(id: record.id)
    }
  }

  package func page(size: Int, after token: String?) throws(StorageError) -> (files: [StoredFile], nextToken: String?) {
    let start = try PagePosition.start(token, of: .files)
    try removeExpired()
    let time = time
    // One more than is shown, to know whether there is another page.
    let found = try answered { () throws(DatabaseFailure) in
      try files.newest(after: start, count: size + 1, at: time)
    }
    let page = PagePosition.page(of: found, size: size) { PagePosition($0.created, $0.id) }
    return (page.entries.map { $0.file(at: time) }, page.nextToken)
  }

  package func delete(_ id: String) throws(StorageError) {
    let record = try record(id)
    try answered { () throws(DatabaseFailure) in try remove([record]) }
  }

  package func fail(_ id: String) throws(StorageError) -> StoredFile {
    var failed = try record(id)
    failed.active = FileRecord.never
    let record = failed
    try answered { () throws(DatabaseFailure) in try files.replace(record) }
    return record.file(at: time)
  }

  /// Removes expired files and uploads; bytes that cannot be removed are removed at the next start.
  package func sweep() async throws(StorageError) {
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

  /// Reports a failure of the database.
  func answered<Value>(_ body: () throws(DatabaseFailure) -> Value) throws(StorageError) -> Value {
    do { return try body() } catch { throw error.reported }
  }

  func has(_ id: String) throws(StorageError) -> Bool {
    try removeExpired()
    return try answered { () throws(DatabaseFailure) in try files.record(id) } != nil
  }

  private func record(_ id: String) throws(StorageError) -> FileRecord {
    try removeExpired()
    guard let record = try answered({ () throws(DatabaseFailure) in try files.record(id) }), record.expires > time
    else { throw .noSuchFile(id: id) }
    return record
  }

  /// An expired file is gone for every client at that moment; on a full disk without any reserve, its row is removed as
  /// soon as there is room.
  private func removeExpired() throws(StorageError) {
    let time = time
    let expired = try answered { () throws(DatabaseFailure) in try files.expired(at: time) }
    do throws(DatabaseFailure) { try remove(expired) } catch { guard error.isFull else { throw error.reported } }
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
