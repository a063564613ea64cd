import GeminiAPI
import Glibc
import Storage

/// Takes over the files of a data directory from before there was a database: `files/{id}.bytes` with the content,
/// `files/{id}.json` with its metadata.
///
/// Bytes get a second name before a row names them, and lose the first one after: if a start is killed in between, the next
/// one does the rest. Unfinished uploads did not survive a restart in that version either.
struct EarlierFiles: Sendable {
  private static let metadata = ".json"
  private static let recordLimit = 64 << 10

  let directory: String
  let sources: StoreSources

  private var files: String { "\(directory)/files" }

  /// Moves the files.
  ///
  /// - Parameter store: The store they are moved to.
  /// - Throws: `SystemError` or `DatabaseFailure`.
  func move(to store: FileRecovery) throws {
    for folder in [files, "\(directory)/uploads"] where access(folder, F_OK) == 0 {
      for name in try Directory.names(in: folder).sorted(by: >) {
        if folder == files, name.hasSuffix(Self.metadata) {
          try take(String(name.dropLast(Self.metadata.count)), store)
        }
      }
      for name in try Directory.names(in: folder) { try Directory.remove("\(folder)/\(name)") }
      guard rmdir(folder) == 0 else { throw SystemError(call: "rmdir", path: folder, errno: errno) }
    }
  }

  private func take(_ id: String, _ store: FileRecovery) throws {
    let bytes = "\(files)/\(id).bytes"
    let json = try OpenFile("\(files)/\(id)\(Self.metadata)", O_RDONLY).read(count: Self.recordLimit)
    guard access(bytes, F_OK) == 0,
      let record = try FileRecord(earlier: json, content: content(store)), record.id == id,
      try OpenFile(bytes, O_RDONLY).size == record.size, try store.files.record(id) == nil
    else { return }
    let place = "\(store.contents.path)/\(record.content)"
    guard link(bytes, place) == 0 else { throw SystemError(call: "link", path: place, errno: errno) }
    try store.contents.synchronize()
    try store.files.add(record)
  }

  private func content(_ store: FileRecovery) throws -> String {
    try sources.id(for: .upload) { id throws(StorageError) in
      do throws(DatabaseFailure) { return try store.files.hasContent(id) } catch { throw error.reported }
    }
  }
}

extension FileRecord {
  /// Reads such a `.json`; nil for anything else.
  fileprivate init?(earlier json: [UInt8], content: String) {
    guard let value = try? JSONParser.parse(json), let id = value["id"]?.text, FileID.isValid(id),
      let mimeType = value["mimeType"]?.text, let size = value["size"]?.integer, size >= 0,
      let created = value["createdMicroseconds"]?.integer, let expires = value["expiresMicroseconds"]?.integer,
      let sha256 = value["sha256"]?.text
    else { return nil }
    self.init(
      id: id,
      content: content,
      displayName: value["displayName"]?.text,
      mimeType: mimeType,
      size: size,
      sha256: sha256,
      source: .uploaded,
      created: Timestamp(microseconds: created),
      active: Timestamp(microseconds: created),
      expires: Timestamp(microseconds: expires)
    )
  }
}

extension JSONValue {
  fileprivate var integer: Int? {
    guard case .number(let number) = self else { return nil }
    return number.integer.map { Int($0) }
  }
}
