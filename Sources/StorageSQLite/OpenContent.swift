import GeminiAPI
import Synchronization

/// The bytes of a file of the store, read where they lie; they stay readable if the file is deleted meanwhile.
final class OpenContent: OpenBytes {
  private let file: OpenFile
  private let failed = Atomic(false)
  let count: Int

  /// - Parameters:
  ///   - file: Open for reading alone.
  ///   - count: How many bytes it has by its row.
  init(_ file: OpenFile, count: Int) { (self.file, self.count) = (file, count) }

  var descriptor: Int32 { file.descriptor }
  var hasFailed: Bool { failed.load(ordering: .relaxed) }

  func read(_ range: Range<Int>) -> [UInt8] {
    let bytes = (try? file.read(count: range.count, at: range.lowerBound)) ?? []
    if bytes.count < range.count { failed.store(true, ordering: .relaxed) }
    return bytes
  }
}
