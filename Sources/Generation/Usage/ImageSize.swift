/// Width and height of an image, read off its head; what follows is not looked at.
struct ImageSize: Hashable, Sendable {
  var width: Int
  var height: Int

  /// Reads PNG, JPEG, GIF, WebP and BMP; nil for another format, a torn head or an image of no pixels.
  ///
  /// - Parameter bytes: Any bytes.
  init?(of bytes: [UInt8]) {
    let head = Head(bytes: bytes)
    guard let size = head.png ?? head.jpeg ?? head.gif ?? head.webP ?? head.bmp else { return nil }
    guard (1...Self.longest).contains(size.0), (1...Self.longest).contains(size.1) else { return nil }
    (width, height) = size
  }

  /// Beyond it a head tells nonsense.
  private static let longest = 1 << 20

  /// Numbers at places of a file; nil beyond its end.
  private struct Head {
    typealias Size = (Int, Int)

    let bytes: [UInt8]

    func starts(_ text: StaticString, at place: Int = 0) -> Bool {
      let end = place + text.utf8CodeUnitCount
      guard bytes.count >= end else { return false }
      return text.withUTF8Buffer { bytes[place..<end].elementsEqual($0) }
    }

    func bigEndian(_ place: Int, _ count: Int) -> Int? {
      guard place >= 0, place + count <= bytes.count else { return nil }
      return bytes[place..<place + count].reduce(0) { $0 << 8 | Int($1) }
    }

    func littleEndian(_ place: Int, _ count: Int) -> Int? {
      guard place >= 0, place + count <= bytes.count else { return nil }
      return bytes[place..<place + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// RFC 2083 §4.1.1: IHDR is the first chunk.
    var png: Size? {
      guard bytes.first == 0x89, starts("PNG", at: 1), starts("IHDR", at: 12) else { return nil }
      guard let width = bigEndian(16, 4), let height = bigEndian(20, 4) else { return nil }
      return (width, height)
    }

    /// ITU T.81 §B: segments up to the first frame header, which are few in files people send.
    var jpeg: Size? {
      guard bigEndian(0, 2) == 0xFFD8 else { return nil }
      var place = 2
      for _ in 0..<1_000 {
        guard let mark = bigEndian(place, 2), mark >= 0xFF00, let length = bigEndian(place + 2, 2) else { return nil }
        let kind = mark & 0xFF
        if (0xC0...0xCF).contains(kind), ![0xC4, 0xC8, 0xCC].contains(kind) {
          guard let height = bigEndian(place + 5, 2), let width = bigEndian(place + 7, 2) else { return nil }
          return (width, height)
        }
        place += 2 + max(2, length)
      }
      return nil
    }

    var gif: Size? {
      guard starts("GIF8"), let width = littleEndian(6, 2), let height = littleEndian(8, 2) else { return nil }
      return (width, height)
    }

    /// RFC 9649: lossy, lossless and extended files have their size in three forms.
    var webP: Size? {
      guard starts("RIFF"), starts("WEBP", at: 8) else { return nil }
      if starts("VP8X", at: 12), let width = littleEndian(24, 3), let height = littleEndian(27, 3) {
        return (width + 1, height + 1)
      }
      if starts("VP8L", at: 12), let bits = littleEndian(21, 4) {
        return (bits & 0x3FFF + 1, bits >> 14 & 0x3FFF + 1)
      }
      guard starts("VP8 ", at: 12), let width = littleEndian(26, 2), let height = littleEndian(28, 2) else {
        return nil
      }
      return (width & 0x3FFF, height & 0x3FFF)
    }

    var bmp: Size? {
      guard starts("BM"), let width = littleEndian(18, 4), let height = littleEndian(22, 4) else { return nil }
      // A negative height is an image that is stored from the top.
      return (width, height > Int(Int32.max) ? (1 << 32) - height : height)
    }
  }
}
