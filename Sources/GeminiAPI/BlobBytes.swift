/// The bytes of a blob, read whole or piece by piece.
package struct BlobBytes: Sendable, Hashable {
  private static let pieceLength = 64 << 10

  /// All of them.
  package let array: [UInt8]

  package init(_ bytes: [UInt8]) { array = bytes }

  package var count: Int { array.count }
  package var isEmpty: Bool { array.isEmpty }

  /// The first ones.
  ///
  /// - Parameter length: How many at most.
  /// - Returns: As many as there are up to that.
  package func prefix(_ length: Int) -> [UInt8] { Array(array.prefix(length)) }

  /// Lends all bytes in their order, some thousand at a time.
  ///
  /// - Parameter body: Reads one piece.
  /// - Throws: What `body` throws.
  package func forEachPiece<Failure: Error>(_ body: (UnsafeRawBufferPointer) throws(Failure) -> Void) throws(Failure) {
    for start in stride(from: 0, to: count, by: Self.pieceLength) {
      try Self.lend(array[start..<min(start + Self.pieceLength, count)], to: body)
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

extension BlobBytes: ExpressibleByArrayLiteral {
  package init(arrayLiteral elements: UInt8...) { self.init(elements) }
}
