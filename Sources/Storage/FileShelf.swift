import GeminiAPI
import Glibc

/// The directory of whole files: `{id}.bytes` with the content, `{id}.json` with what is known of it.
///
/// A file exists from the moment its `.json` got its name until the moment that name is gone. Bytes are complete and on
/// the disk before the `.json` gets its name, and go after it has lost it, so a server that is killed at any point
/// leaves a file whole or none: bytes that nothing names are removed at the next start.
struct FileShelf: Sendable {
  private static let metadata = ".json"
  private static let content = ".bytes"
  private static let unfinished = ".unfinished"
  /// No record is longer: names and types are bounded where they come in.
  private static let recordLimit = 64 << 10

  let path: String

  /// Reads every whole file, and removes what is none.
  ///
  /// - Returns: The records, in no order.
  /// - Throws: `SystemError` where the directory cannot be read.
  func load() throws(SystemError) -> [FileRecord] {
    let names = Set(try Directory.names(in: path))
    var records: [FileRecord] = []
    for name in names where name.hasSuffix(Self.metadata) {
      let id = String(name.dropLast(Self.metadata.count))
      if names.contains(id + Self.content), let record = try? record(id) { records.append(record) }
    }
    let kept = Set(records.flatMap { [$0.id + Self.metadata, $0.id + Self.content] })
    // Metadata before bytes, for this too may be interrupted.
    for name in names.subtracting(kept).sorted(by: >) { try Directory.remove("\(path)/\(name)") }
    return records
  }

  /// Makes a file of bytes that lie elsewhere on the same file system and are on the disk.
  ///
  /// - Parameters:
  ///   - record: What is known of it.
  ///   - bytes: Where the bytes lie; they are moved.
  /// - Throws: `SystemError`; the file does not exist then.
  func add(_ record: FileRecord, movingFrom bytes: String) throws(SystemError) {
    let directory = try OpenFile(path, O_RDONLY | O_DIRECTORY)
    try Directory.move(bytes, to: contentPath(record.id))
    try directory.synchronize()
    let temporary = "\(path)/\(record.id)\(Self.unfinished)"
    let file = try OpenFile(temporary, O_WRONLY | O_CREAT | O_TRUNC)
    try file.write(record.json(pretty: true), at: 0)
    try file.synchronize()
    try Directory.move(temporary, to: metadataPath(record.id))
    try directory.synchronize()
  }

  /// Removes a file; one that is gone already is no error.
  func remove(_ id: String) throws(SystemError) {
    try Directory.remove(metadataPath(id))
    try Directory.remove(contentPath(id))
    try OpenFile(path, O_RDONLY | O_DIRECTORY).synchronize()
  }

  /// Opens the bytes of a file.
  func open(_ id: String) throws(SystemError) -> OpenFile {
    try OpenFile(contentPath(id), O_RDONLY)
  }

  private func record(_ id: String) throws(SystemError) -> FileRecord? {
    let bytes = try OpenFile(metadataPath(id), O_RDONLY).read(count: Self.recordLimit)
    guard let record = FileRecord(json: bytes), record.id == id else { return nil }
    return try open(id).size == record.size ? record : nil
  }

  private func metadataPath(_ id: String) -> String { "\(path)/\(id)\(Self.metadata)" }
  private func contentPath(_ id: String) -> String { "\(path)/\(id)\(Self.content)" }
}
