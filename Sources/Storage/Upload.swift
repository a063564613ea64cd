package import GeminiAPI
import Glibc

/// One unfinished upload: what has come of it lies in a file of its own, written as it comes.
///
/// A client whose connection broke sends the rest on a new one. The server may learn of the break only later, so
/// whoever comes last has the upload, and bytes of an earlier connection are refused.
package actor Upload {
  /// The right to send bytes, until somebody else begins.
  package struct Turn: Hashable, Sendable {
    fileprivate var number: Int
  }

  /// What a finished upload has come to.
  struct Content: Sendable {
    var size: Int
    /// 64 hexadecimal digits.
    var sha256: String
  }

  nonisolated let id: String
  nonisolated let path: String
  nonisolated let metadata: CreateFileRequest.File
  nonisolated let expires: Timestamp
  private nonisolated let executor = BlockingExecutor(label: "pollux.upload")
  private let sizeLimit: Int
  private var turn = Turn(number: 0)
  private var file: OpenFile?
  private var hash = SHA256()
  /// In bytes.
  package private(set) var received = 0
  private var isFinished = false

  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  init(id: String, path: String, metadata: CreateFileRequest.File, sizeLimit: Int, expires: Timestamp) {
    self.id = id
    self.path = path
    self.metadata = metadata
    self.sizeLimit = sizeLimit
    self.expires = expires
  }

  /// Begins to receive bytes.
  ///
  /// - Parameters:
  ///   - offset: Where in the file the client's next byte belongs.
  ///   - count: How many bytes the client announces, zero where it does not say.
  /// - Returns: The turn that `write` wants.
  /// - Throws: `INVALID_ARGUMENT` for an offset that is not what has been received, or an announcement past the size.
  package func begin(at offset: Int, announcing count: Int) throws -> Turn {
    try checkNotFinished()
    guard offset == received else {
      throw Status.invalidArgument(
        "X-Goog-Upload-Offset is \(offset), but \(received) bytes of this upload have been received: send it on from "
          + "offset \(received)."
      )
    }
    try checkSize(adding: count)
    turn.number += 1
    do throws(SystemError) {
      file = try openFile()
    } catch {
      throw error.orStatus
    }
    return turn
  }

  /// Appends bytes.
  ///
  /// - Parameters:
  ///   - bytes: The next bytes of the file.
  ///   - turn: What `begin` returned.
  /// - Throws: `ABORTED` where another request has begun, `INVALID_ARGUMENT` past the size that was announced.
  package func write(_ bytes: [UInt8], turn: Turn) throws {
    try checkNotFinished()
    guard turn == self.turn, let file else {
      throw Status(code: .aborted, message: "Another request sends the bytes of this upload now.")
    }
    try checkSize(adding: bytes.count)
    do throws(SystemError) {
      try file.write(bytes, at: received)
    } catch {
      throw error.orStatus
    }
    hash.update(bytes)
    received += bytes.count
  }

  /// Closes the file until the next request.
  package func end(_ turn: Turn) {
    if turn == self.turn { file = nil }
  }

  /// Puts everything on the disk; nothing is taken any more.
  ///
  /// - Returns: What was received.
  /// - Throws: `INVALID_ARGUMENT` where that is not as much as was announced; the upload goes on then.
  func finish() throws -> Content {
    try checkNotFinished()
    if let announced = metadata.sizeBytes, announced != received {
      throw Status.invalidArgument(
        "The upload was announced with \(announced) bytes, but \(received) have been received: send the rest before "
          + "finalize."
      )
    }
    do throws(SystemError) {
      let file = try openFile()
      // A write that failed halfway left bytes behind the end.
      try file.truncate(to: received)
      try file.synchronize()
    } catch {
      throw error.orStatus
    }
    isFinished = true
    file = nil
    return Content(size: received, sha256: hash.hexDigits)
  }

  /// Gives up the bytes.
  func discard() throws(SystemError) {
    isFinished = true
    file = nil
    try Directory.remove(path)
  }

  private func openFile() throws(SystemError) -> OpenFile {
    if let file { return file }
    return try OpenFile(path, O_WRONLY | O_CREAT)
  }

  private func checkNotFinished() throws(Status) {
    guard !isFinished else { throw .noSuchUpload }
  }

  private func checkSize(adding count: Int) throws(Status) {
    let limit = metadata.sizeBytes ?? sizeLimit
    guard count <= limit - received else {
      throw .invalidArgument(
        metadata.sizeBytes == nil
          ? "The file is larger than \(limit) bytes, which is the most a file may have."
          : "The upload was announced with \(limit) bytes, and more than that are being sent."
      )
    }
  }
}

extension Status {
  /// For an id that is unknown here; resumable uploads tell that the same way once they are over.
  package static let noSuchUpload = Status.notFound(
    "There is no such upload: it is finished, was cancelled, took too long, or the server was started again. "
      + "Start a new one with X-Goog-Upload-Command: start."
  )
}
