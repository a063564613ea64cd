/// Why bytes were not a frame.
package enum FrameError: Error, Hashable, Sendable {
  /// A field reaches past the end of the frame.
  case truncated
  /// Bytes are left after the last field.
  case trailingBytes
  /// No frame of this direction has this type byte, or a field has a value that means nothing.
  case unknownValue(UInt64)
  /// A text is not UTF-8.
  case invalidText
  /// A list announces more elements than the frame could hold.
  case listTooLong(UInt32)
  /// A text has more bytes than both sides agreed on.
  case textTooLong(Int)
}

/// Reads one frame field by field and takes its sender for hostile: nothing is trusted to be there, to be short or to be text.
package struct FrameReader: ~Copyable {
  private let bytes: [UInt8]
  private var position = 0

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Reads the next field.
  /// - Returns: The field.
  /// - Throws: `FrameError`.
  mutating func read<Field: FrameField>() throws(FrameError) -> Field { try Field(from: &self) }

  /// Reads a text of a limited length.
  /// - Parameter limit: The most bytes of it.
  /// - Returns: The text.
  /// - Throws: `FrameError`.
  mutating func readString(limit: Int) throws(FrameError) -> String {
    let text: String = try read()
    guard text.utf8.count <= limit else { throw .textTooLong(text.utf8.count) }
    return text
  }

  /// Takes the next bytes as they are.
  mutating func take(_ count: Int) throws(FrameError) -> ArraySlice<UInt8> {
    guard count <= remaining else { throw .truncated }
    defer { position += count }
    return bytes[position..<position + count]
  }

  /// Reads an integer, its lowest byte first.
  mutating func readInteger<Integer: FixedWidthInteger>() throws(FrameError) -> Integer {
    let byteCount = Integer.bitWidth / 8
    guard byteCount <= remaining else { throw .truncated }
    var value: Integer = 0
    for index in 0..<byteCount { value |= Integer(truncatingIfNeeded: bytes[position + index]) << (8 * index) }
    position += byteCount
    return value
  }

  /// How many bytes are left.
  var remaining: Int { bytes.count - position }

  /// Ends the frame: bytes nobody asked for mean that the two sides disagree.
  /// - Throws: `FrameError.trailingBytes`.
  package consuming func finish() throws(FrameError) {
    guard position == bytes.count else { throw .trailingBytes }
  }
}
