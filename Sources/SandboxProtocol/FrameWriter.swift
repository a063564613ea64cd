/// Builds one frame: a type byte, then fields in a fixed order, integers little-endian, texts and bytes after a 32-bit length.
package struct FrameWriter: Sendable {
  package private(set) var bytes: [UInt8]

  /// Starts a frame.
  /// - Parameter type: The frame's type byte.
  package init(type: UInt8) {
    bytes = [type]
  }

  package mutating func write(_ value: UInt8) {
    bytes.append(value)
  }

  package mutating func write(_ value: Bool) {
    bytes.append(value ? 1 : 0)
  }

  package mutating func write(_ value: UInt32) {
    for shift in stride(from: UInt32(0), to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  package mutating func write(_ value: Int32) {
    write(UInt32(bitPattern: value))
  }

  package mutating func write(_ value: UInt64) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  package mutating func write(_ value: some Collection<UInt8>) {
    write(UInt32(clamping: value.count))
    bytes.append(contentsOf: value)
  }

  package mutating func write(_ value: String) {
    write(value.utf8)
  }

  /// Writes a list as its count and then each element.
  /// - Parameters:
  ///   - list: The elements.
  ///   - element: Writes one of them.
  package mutating func write<Element>(list: [Element], _ element: (inout FrameWriter, Element) -> Void) {
    write(UInt32(clamping: list.count))
    for value in list { element(&self, value) }
  }
}
