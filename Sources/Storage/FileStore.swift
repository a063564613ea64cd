package import GeminiAPI
import Glibc

/// The uploaded files of a server: a directory, and in memory what is in it.
package actor FileStore {
  private nonisolated let executor = BlockingExecutor(label: "pollux.files")
  /// Held, so that no other server uses the directory.
  private let data: DataDirectory
  private let shelf: FileShelf
  private let now: @Sendable () -> Timestamp
  let limits: FileLimits
  private var records: [String: FileRecord]
  var uploads: [String: Upload] = [:]

  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Reads what a directory holds; unfinished uploads of an earlier server are removed.
  ///
  /// - Parameters:
  ///   - data: The directory.
  ///   - limits: What is kept, and for how long.
  ///   - now: The clock that files expire by.
  /// - Throws: `DataDirectory.Problem` where it cannot be read.
  package init(
    data: DataDirectory,
    limits: FileLimits = FileLimits(),
    now: @escaping @Sendable () -> Timestamp = { Timestamp.now }
  ) throws(DataDirectory.Problem) {
    self.data = data
    self.limits = limits
    self.now = now
    shelf = FileShelf(path: data.files)
    do throws(SystemError) {
      for name in try Directory.names(in: data.uploads) { try Directory.remove("\(data.uploads)/\(name)") }
      records = Dictionary(try shelf.load().map { ($0.id, $0) }) { $1 }
    } catch {
      throw .unusable(error.description)
    }
  }

  /// Finds a file.
  ///
  /// - Parameter id: What follows `files/`.
  /// - Returns: The file.
  /// - Throws: `PERMISSION_DENIED` where there is none, in the service's words.
  package func file(_ id: String) throws(Status) -> File {
    try record(id).file
  }

  /// Reads the bytes of a file.
  ///
  /// - Parameter id: What follows `files/`.
  /// - Returns: The whole content; ask for the size first.
  /// - Throws: `PERMISSION_DENIED` where there is none; `INTERNAL` where the disk fails.
  package func bytes(of id: String) throws(Status) -> [UInt8] {
    let record = try record(id)
    do {
      let bytes = try shelf.open(id).read(count: record.size)
      guard bytes.count == record.size else { throw SystemError(call: "read", path: id, errno: EIO) }
      return bytes
    } catch {
      throw .internal("The bytes of the File \(id) cannot be read.")
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
    removeExpired()
    var rest = records.values.sorted { PagePosition(of: $1) < PagePosition(of: $0) }[...]
    if let token {
      guard let position = PagePosition(token: token) else {
        throw .invalidArgument("* ListFilesRequest.page_token: Invalid page token.")
      }
      rest = rest.drop { PagePosition(of: $0) >= position }
    }
    let page = rest.prefix(size)
    let next = rest.count > page.count ? page.last.map { PagePosition(of: $0).token } : nil
    return ListFilesResponse(files: page.map(\.file), nextPageToken: next)
  }

  /// Removes a file.
  ///
  /// - Parameter id: What follows `files/`.
  /// - Throws: `PERMISSION_DENIED` where there is none.
  package func delete(_ id: String) throws {
    _ = try record(id)
    try shelf.remove(id)
    records[id] = nil
  }

  /// Removes files and uploads whose time is over; bytes the disk does not let go are removed at the next start.
  package func sweep() async {
    removeExpired()
    for (id, upload) in uploads where upload.expires <= time {
      uploads[id] = nil
      try? await upload.discard()
    }
  }
}

extension FileStore {
  var time: Timestamp { now() }
  var uploadDirectory: String { data.uploads }
  var fileCount: Int { records.count }
  /// Of whole files, in bytes.
  var storedSize: Int { records.values.reduce(0) { $0 + $1.size } }

  func has(_ id: String) -> Bool {
    removeExpired()
    return records[id] != nil
  }

  func add(_ record: FileRecord, movingFrom path: String) throws(SystemError) {
    try shelf.add(record, movingFrom: path)
    records[record.id] = record
  }

  private func record(_ id: String) throws(Status) -> FileRecord {
    removeExpired()
    guard let record = records[id] else { throw .noSuchFile(id) }
    return record
  }

  /// A file whose time is over is gone for everybody at that moment; where the disk refuses, its bytes go at the next start.
  private func removeExpired() {
    let time = time
    for record in records.values where record.expires <= time {
      records[record.id] = nil
      try? shelf.remove(record.id)
    }
  }
}

/// Where a file stands in the list, by age and then by id.
private struct PagePosition: Comparable {
  var microseconds: Int
  var id: String

  init(of record: FileRecord) {
    microseconds = record.created.microseconds
    id = record.id
  }

  init?(token: String) {
    guard let dot = token.firstIndex(of: "."), let microseconds = Int(token[..<dot]) else { return nil }
    self.microseconds = microseconds
    id = String(token[token.index(after: dot)...])
  }

  var token: String { "\(microseconds).\(id)" }

  static func < (left: PagePosition, right: PagePosition) -> Bool {
    (left.microseconds, left.id) < (right.microseconds, right.id)
  }
}

extension Timestamp {
  /// This moment by the machine's clock.
  package static var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: time.tv_sec * 1_000_000 + time.tv_nsec / 1_000)
  }
}

extension Status {
  /// The service tells a file that is not there and one of somebody else's alike.
  fileprivate static func noSuchFile(_ id: String) -> Status {
    .permissionDenied(
      "You do not have permission to access the File \(id.prefix(100)) or it may not exist."
    )
  }
}
