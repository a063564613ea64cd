import Glibc
package import Storage

/// The bytes of one file, for one reader, piece by piece.
package actor FileDownload: StoredBytes {
  private static let pieceSize = 256 << 10

  private nonisolated let executor = BlockingExecutor(label: "pollux.download")
  private let file: OpenFile
  /// In bytes.
  package nonisolated let size: Int
  package nonisolated let mimeType: String
  private var position = 0

  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  init(file: OpenFile, size: Int, mimeType: String) {
    self.file = file
    self.size = size
    self.mimeType = mimeType
  }

  /// The next piece, nil after the last.
  ///
  /// - Throws: What the disk reports.
  package func next() throws(StorageError) -> [UInt8]? {
    guard position < size else { return nil }
    do throws(SystemError) {
      let piece = try file.read(count: min(Self.pieceSize, size - position), at: position)
      guard !piece.isEmpty else { throw SystemError(call: "read", path: "download", errno: EIO) }
      position += piece.count
      return piece
    } catch {
      throw error.reported
    }
  }
}
