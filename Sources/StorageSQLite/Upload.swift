import GeminiAPI
import Glibc
package import Storage

/// One unfinished upload: its bytes are in a file of their own, written as they arrive.
///
/// A client whose connection broke sends the rest on a new one. The server may notice the break only later, so the last
/// request owns the upload, and bytes of an earlier connection are refused.
///
/// An acknowledged offset survives the server: first the bytes are put on the disk, then the offset, then the client gets
/// it. After a kill an upload continues from the last stored offset.
package actor Upload: PendingUpload {
  /// The content of a finished upload.
  struct Content: Sendable {
    var size: Int
    /// 64 hexadecimal digits.
    var sha256: String
  }

  private enum Phase {
    case open
    /// The bytes are complete and are being turned into a file.
    case finishing
    case over
  }

  /// After how many bytes within one request the offset is stored.
  private static let settleSize = 8 << 20
  private static let pieceSize = 1 << 20

  nonisolated let record: UploadRecord
  private nonisolated let executor = BlockingExecutor(label: "pollux.upload")
  private let contents: ContentDirectory
  /// Nil for an upload in one request, which cannot be resumed.
  private let table: UploadTable?
  private var phase = Phase.open
  private var turn = UploadTurn(number: 0)
  private var file: OpenFile?
  /// Nil if an earlier process received some of the bytes; they are read again at the end.
  private var hash: SHA256?
  /// In bytes.
  private var received: Int
  /// How much of that is on the disk for certain.
  private var settled: Int
  private var nameIsSettled: Bool

  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Begins an upload, or continues one of an earlier process.
  ///
  /// - Parameters:
  ///   - record: Its metadata.
  ///   - contents: The directory of its bytes.
  ///   - table: The table of its offset.
  init(_ record: UploadRecord, contents: ContentDirectory, table: UploadTable?) {
    self.record = record
    self.contents = contents
    self.table = table
    received = record.received
    settled = record.received
    nameIsSettled = record.received > 0
    hash = record.received == 0 ? SHA256() : nil
  }

  /// The size of the file, if the client announced it.
  package nonisolated var announcedSize: Int? { record.metadata.sizeBytes }

  /// How many bytes have been received; they are on the disk.
  package var offset: Int {
    get throws(StorageError) {
      try checkNotOver()
      try settle()
      return received
    }
  }

  package func begin(at offset: Int, announcing count: Int) throws(StorageError) -> UploadTurn {
    try checkOpen()
    guard offset == received else {
      throw .wrongOffset(sent: offset, received: received)
    }
    try checkSize(adding: count)
    turn.number += 1
    do throws(SystemError) { _ = try openFile() } catch { throw error.reported }
    return turn
  }

  package func write(_ bytes: [UInt8], turn: UploadTurn) throws(StorageError) {
    try checkOpen()
    guard turn == self.turn, let file else {
      throw .uploadTaken
    }
    try checkSize(adding: bytes.count)
    do throws(SystemError) {
      try file.write(bytes, at: received)
    } catch {
      // On a full disk the part that was written would keep it full; if it cannot be cut off now, it is at the end.
      try? file.truncate(to: received)
      throw error.reported
    }
    hash?.update(bytes)
    received += bytes.count
    if received - settled >= Self.settleSize { try settle() }
  }

  package func end(_ turn: UploadTurn) throws(StorageError) {
    guard turn == self.turn, phase == .open else { return }
    defer { file = nil }
    try settle()
  }

  /// Puts everything on the disk and accepts no more bytes.
  ///
  /// - Returns: What was received.
  /// - Throws: `INVALID_ARGUMENT` if fewer bytes than announced were received; the upload then continues.
  func finish() throws(StorageError) -> Content {
    try checkOpen()
    if let announced = record.metadata.sizeBytes, announced != received {
      throw .uploadIncomplete(announced: announced, received: received)
    }
    do throws(SystemError) {
      // A write that failed halfway left bytes beyond the end.
      try openFile().truncate(to: received)
      try settleBytes()
      if hash == nil { hash = try hashAgain() }
    } catch {
      goBack()
      throw error.reported
    }
    phase = .finishing
    file = nil
    return Content(size: received, sha256: hash?.hexDigits ?? "")
  }

  /// Removes the bytes.
  func discard() throws(SystemError) {
    phase = .over
    file = nil
    try contents.remove(record.id)
  }

  /// Makes requests that still hold the upload fail, because it is over.
  func close() { phase = .over }
}

extension Upload {
  private func openFile() throws(SystemError) -> OpenFile {
    if let file { return file }
    let opened = try contents.write(record.id)
    file = opened
    return opened
  }

  /// Puts what was received on the disk, then its length.
  private func settle() throws(StorageError) {
    guard received > settled else { return }
    do throws(SystemError) {
      try settleBytes()
    } catch {
      goBack()
      throw error.reported
    }
    do throws(DatabaseFailure) {
      try table?.setReceived(received, of: record.id)
    } catch {
      goBack()
      throw error.reported
    }
    settled = received
  }

  /// Forgets the bytes that the disk refused, which may be lost from its cache too: the client sends them again.
  private func goBack() {
    (received, hash) = (settled, nil)
    turn.number += 1
    try? file?.truncate(to: settled)
    file = nil
  }

  private func settleBytes() throws(SystemError) {
    try openFile().synchronizeData()
    guard !nameIsSettled else { return }
    try contents.synchronize()
    nameIsSettled = true
  }

  private func hashAgain() throws(SystemError) -> SHA256 {
    let file = try contents.read(record.id)
    var hash = SHA256()
    var offset = 0
    while offset < received {
      let piece = try file.read(count: min(Self.pieceSize, received - offset), at: offset)
      guard !piece.isEmpty else { throw SystemError(call: "read", path: contents.path, errno: EIO) }
      hash.update(piece)
      offset += piece.count
    }
    return hash
  }

  private func checkNotOver() throws(StorageError) {
    guard phase != .over else { throw .noSuchUpload }
  }

  private func checkOpen() throws(StorageError) {
    try checkNotOver()
    guard phase == .open else { throw .uploadFinishing }
  }

  private func checkSize(adding count: Int) throws(StorageError) {
    let announced = record.metadata.sizeBytes
    let limit = announced ?? record.sizeLimit
    guard count <= limit - received else { throw .uploadTooLarge(limit: limit, isAnnounced: announced != nil) }
  }
}
