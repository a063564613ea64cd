/// The bytes of a blob, as they came: base64 of a large body is decoded when somebody reads it, piece by piece, so that a
/// file of 75 MB is not in memory a second time beside the body of 100 MB it came in.
package struct BlobBytes: Sendable {
  private enum Storage {
    case bytes([UInt8])
    /// Valid base64 in the body it came in.
    case base64(JSONSlice)
  }

  /// Shorter texts are decoded at once, and their body can go.
  private static let shortest = 64 << 10
  /// Bytes of text decoded at a time; a multiple of four.
  private static let pieceLength = 64 << 10

  private let storage: Storage
  package let count: Int

  private init(_ storage: Storage, count: Int) {
    self.storage = storage
    self.count = count
  }

  /// Bytes that are in memory.
  package init(_ bytes: [UInt8]) {
    self.init(.bytes(bytes), count: bytes.count)
  }

  /// Nil where the text is not base64.
  init?(base64 string: JSONString) {
    if case .slice(let slice) = string.storage, !slice.hasEscapes, slice.range.count >= Self.shortest {
      guard let count = string.withBytes(Base64.decodedCount) else { return nil }
      self.init(.base64(slice), count: count)
    } else {
      guard let bytes = string.withBytes(Base64.decode) else { return nil }
      self.init(bytes)
    }
  }

  package var isEmpty: Bool { count == 0 }

  /// All of them.
  package var array: [UInt8] {
    if case .bytes(let bytes) = storage { return bytes }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    forEachPiece { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// The first ones.
  ///
  /// - Parameter length: How many at most.
  /// - Returns: As many as there are up to that.
  package func prefix(_ length: Int) -> [UInt8] {
    switch storage {
    case .bytes(let bytes): return Array(bytes.prefix(length))
    case .base64(let slice):
      let text = slice.range.prefix((length + 2) / 3 * 4)
      let bytes = slice.body.withUnsafeBytes {
        Base64.decode(UnsafeRawBufferPointer(rebasing: $0[text.startIndex..<text.endIndex]))
      }
      return Array((bytes ?? []).prefix(length))
    }
  }

  /// Lends all bytes in their order, some thousand at a time.
  ///
  /// - Parameter body: Reads one piece.
  /// - Throws: What `body` throws.
  package func forEachPiece<Failure: Error>(_ body: (UnsafeRawBufferPointer) throws(Failure) -> Void) throws(Failure) {
    switch storage {
    case .bytes(let bytes):
      var start = 0
      while start < bytes.count {
        let end = min(start + Self.pieceLength, bytes.count)
        try Self.lend(bytes[start..<end], to: body)
        start = end
      }
    case .base64(let slice):
      var start = slice.range.lowerBound
      while start < slice.range.upperBound {
        let end = min(start + Self.pieceLength, slice.range.upperBound)
        let piece = slice.body.withUnsafeBytes { Base64.decode(UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
        try Self.lend((piece ?? [])[...], to: body)
        start = end
      }
    }
  }
}

extension BlobBytes {
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

extension BlobBytes: Hashable {
  package static func == (left: BlobBytes, right: BlobBytes) -> Bool {
    left.count == right.count && left.array == right.array
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(array) }
}

extension BlobBytes: ExpressibleByArrayLiteral {
  package init(arrayLiteral elements: UInt8...) { self.init(elements) }
}
