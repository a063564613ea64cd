/// What a start does with the state that the server before it left, however that one ended.
struct FileRecovery: Sendable {
  let contents: ContentDirectory
  let files: FileTable
  let uploads: UploadTable

  /// Makes bytes and rows agree.
  ///
  /// Bytes of an upload beyond its offset were never acknowledged and are cut off. Bytes that no row names are removed.
  /// A row whose bytes are missing or too few can only come from a broken disk: it is removed, because a partial file must
  /// not be served.
  ///
  /// - Returns: The unfinished uploads.
  /// - Throws: `SystemError` or `DatabaseFailure`.
  func run() throws -> [UploadRecord] {
    let found = try contents.names()
    let kept = try wholeFiles(found).union(try unfinished(found).map(\.id))
    for name in found.subtracting(kept) { try contents.remove(name) }
    return try uploads.unfinished()
  }

  /// Removes the rows of files whose bytes are missing.
  ///
  /// - Returns: The names of the others' bytes.
  private func wholeFiles(_ found: Set<String>) throws -> Set<String> {
    var (whole, torn): (Set<String>, [String]) = ([], [])
    for record in try files.all() {
      let isWhole = try found.contains(record.content) && contents.read(record.content).size == record.size
      if isWhole { whole.insert(record.content) } else { torn.append(record.id) }
    }
    if !torn.isEmpty { try files.remove(torn) }
    return whole
  }

  /// Cuts the bytes of unfinished uploads to their offsets.
  private func unfinished(_ found: Set<String>) throws -> [UploadRecord] {
    let records = try uploads.unfinished()
    var torn: [String] = []
    for record in records where record.received > 0 || found.contains(record.id) {
      let file = try found.contains(record.id) ? contents.write(record.id) : nil
      let size = try file?.size ?? 0
      if size < record.received {
        torn.append(record.id)
      } else if size > record.received {
        try file?.truncate(to: record.received)
      }
    }
    if !torn.isEmpty { try uploads.remove(torn) }
    return records.filter { !torn.contains($0.id) }
  }
}
