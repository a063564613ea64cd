/// The bytes of a blob: in memory, or in a file of this server's, which is read where it lies.
package struct BlobBytes: Sendable {
  private static let pieceLength = 64 << 10

  private enum Storage {
    case memory([UInt8])
    case file(any OpenBytes)
  }

  private let storage: Storage

  package init(_ bytes: [UInt8]) { storage = .memory(bytes) }

  package init(_ file: any OpenBytes) { storage = .file(file) }

  package var count: Int {
    switch storage {
    case .memory(let bytes): bytes.count
    case .file(let file): file.count
    }
  }

  package var isEmpty: Bool { count == 0 }

  /// All of them.
  package var array: [UInt8] { prefix(count) }

  /// The file they are in; nil for what is in memory.
  package var file: (any OpenBytes)? {
    if case .file(let file) = storage { file } else { nil }
  }

  /// The first ones.
  ///
  /// - Parameter length: How many at most.
  /// - Returns: As many as there are up to that.
  package func prefix(_ length: Int) -> [UInt8] {
    switch storage {
    case .memory(let bytes): length < bytes.count ? Array(bytes.prefix(length)) : bytes
    case .file(let file): file.read(0..<min(length, file.count))
    }
  }

  /// Lends all bytes in their order, some thousand at a time.
  ///
  /// - Parameter body: Reads one piece.
  /// - Throws: What `body` throws.
  package func forEachPiece<Failure: Error>(_ body: (UnsafeRawBufferPointer) throws(Failure) -> Void) throws(Failure) {
    for start in stride(from: 0, to: count, by: Self.pieceLength) {
      let range = start..<min(start + Self.pieceLength, count)
      switch storage {
      case .memory(let bytes): try Self.lend(bytes[range], to: body)
      case .file(let file): try Self.lend(file.read(range)[...], to: body)
      }
    }
  }

  /// Array's own function does not keep the type of what is thrown.
  private static func lend<Failure: Error>(
    _ piece: ArraySlice<UInt8>,
    to body: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    let result: Result<Void, Failure> = piece.withUnsafeBytes { bytes in
      do throws(Failure) {
        return .success(try body(bytes))
      } catch {
        return .failure(error)
      }
    }
    try result.get()
  }
}

/// A file that is open for reading alone, and whose bytes no longer change.
package protocol OpenBytes: AnyObject, Sendable {
  /// Open as long as this object is.
  var descriptor: Int32 { get }
  /// In bytes.
  var count: Int { get }
  /// Whether the disk failed: what was read is then not what the file holds.
  var hasFailed: Bool { get }

  /// Reads some bytes.
  ///
  /// - Parameter range: Within `count`.
  /// - Returns: The bytes; fewer once the disk has failed.
  func read(_ range: Range<Int>) -> [UInt8]
}

extension BlobBytes: Hashable {
  package static func == (left: BlobBytes, right: BlobBytes) -> Bool {
    left.count == right.count && left.array == right.array
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(array) }
}

extension BlobBytes: ExpressibleByArrayLiteral {
  package init(arrayLiteral elements: UInt8...) { self.init(elements) }
}
