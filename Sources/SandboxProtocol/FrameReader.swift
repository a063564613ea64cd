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

  package mutating func readUInt8() throws(FrameError) -> UInt8 {
    guard position < bytes.count else { throw .truncated }
    defer { position += 1 }
    return bytes[position]
  }

  package mutating func readBool() throws(FrameError) -> Bool {
    switch try readUInt8() {
    case 0: false
    case 1: true
    case let other: throw .unknownValue(UInt64(other))
    }
  }

  package mutating func readUInt32() throws(FrameError) -> UInt32 {
    UInt32(truncatingIfNeeded: try readInteger(byteCount: 4))
  }

  package mutating func readInt32() throws(FrameError) -> Int32 {
    Int32(bitPattern: try readUInt32())
  }

  package mutating func readUInt64() throws(FrameError) -> UInt64 {
    try readInteger(byteCount: 8)
  }

  package mutating func readBytes() throws(FrameError) -> [UInt8] {
    let count = Int(try readUInt32())
    guard count <= bytes.count - position else { throw .truncated }
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  package mutating func readString() throws(FrameError) -> String {
    guard let text = String(validating: try readBytes(), as: UTF8.self) else { throw .invalidText }
    return text
  }

  /// Reads a text of a limited length.
  /// - Parameter limit: The most bytes of it.
  /// - Returns: The text.
  /// - Throws: `FrameError`.
  package mutating func readString(limit: Int) throws(FrameError) -> String {
    let text = try readString()
    guard text.utf8.count <= limit else { throw .textTooLong(text.utf8.count) }
    return text
  }

  /// Reads a list; an element takes at least one byte, which bounds the count before anything is allocated.
  /// - Parameter element: Reads one element.
  /// - Returns: The elements in order.
  /// - Throws: `FrameError` of the first field that cannot be read.
  package mutating func readList<Element>(
    _ element: (inout FrameReader) throws(FrameError) -> Element
  ) throws(FrameError) -> [Element] {
    let count = try readUInt32()
    guard Int(count) <= bytes.count - position else { throw .listTooLong(count) }
    var list: [Element] = []
    list.reserveCapacity(Int(count))
    for _ in 0..<count { list.append(try element(&self)) }
    return list
  }

  /// Ends the frame: bytes nobody asked for mean that the two sides disagree.
  /// - Throws: `FrameError.trailingBytes`.
  package consuming func finish() throws(FrameError) {
    guard position == bytes.count else { throw .trailingBytes }
  }

  private mutating func readInteger(byteCount: Int) throws(FrameError) -> UInt64 {
    guard byteCount <= bytes.count - position else { throw .truncated }
    var value: UInt64 = 0
    for index in 0..<byteCount { value |= UInt64(bytes[position + index]) << UInt64(8 * index) }
    position += byteCount
    return value
  }
}
