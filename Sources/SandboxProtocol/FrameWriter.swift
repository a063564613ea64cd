/// Builds one frame: a type byte, then fields in a fixed order, integers little-endian, texts and bytes after a 32-bit length.
package struct FrameWriter: Sendable {
  package private(set) var bytes: [UInt8]

  /// Starts a frame.
  /// - Parameter type: The frame's type byte.
  package init(type: UInt8) {
    bytes = [type]
  }

  /// Gives a whole frame.
  /// - Parameters:
  ///   - type: Its type byte.
  ///   - fields: Its fields.
  /// - Returns: The bytes.
  static func frame<each Field: FrameField>(_ type: UInt8, _ fields: repeat each Field) -> [UInt8] {
    var writer = FrameWriter(type: type)
    repeat (each fields).encode(into: &writer)
    return writer.bytes
  }

  /// Appends fields in this order.
  package mutating func write<each Field: FrameField>(_ fields: repeat each Field) {
    repeat (each fields).encode(into: &self)
  }

  /// Appends bytes as they are.
  mutating func append(_ bytes: some Collection<UInt8>) {
    self.bytes.append(contentsOf: bytes)
  }

  /// Appends an integer, its lowest byte first.
  mutating func append(integer value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { append($0) }
  }
}
