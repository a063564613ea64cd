/// Cuts texts at a number of bytes, never within a character of UTF-8.
package enum ByteCut {
  /// The beginning of a text.
  /// - Parameters:
  ///   - text: The text.
  ///   - limit: The most bytes of it.
  /// - Returns: The text itself where it is no longer.
  package static func prefix(_ text: String, _ limit: Int) -> String {
    guard text.utf8.count > limit else { return text }
    let bytes = Array(text.utf8.prefix(max(0, limit)))
    return String(decoding: bytes.dropLast(unfinishedByteCount(bytes)), as: UTF8.self)
  }

  /// How many bytes at the end begin a character that does not end there; 0 to 3.
  /// - Parameter bytes: Bytes cut off somewhere.
  /// - Returns: 0 too where the end is not UTF-8 at all.
  package static func unfinishedByteCount(_ bytes: some BidirectionalCollection<UInt8>) -> Int {
    for (index, byte) in bytes.reversed().prefix(3).enumerated() where byte & 0xc0 != 0x80 {
      let length = byte >= 0xf8 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
      return length > index + 1 ? index + 1 : 0
    }
    return 0
  }

  /// How many bytes at the beginning belong to a character that began before it; 0 to 3.
  /// - Parameter bytes: Bytes that begin somewhere.
  /// - Returns: The number of continuation bytes.
  package static func continuedByteCount(_ bytes: some Collection<UInt8>) -> Int {
    bytes.prefix(3).prefix { $0 & 0xc0 == 0x80 }.count
  }
}
