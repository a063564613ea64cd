import CZlib
import NIOHTTP1

/// Bodies as gzip (RFC 1952), which the service sends to every client that takes it; the SDKs do.
enum GzipBody {
  /// Smaller bodies gain nothing.
  private static let smallest = 256
  /// The fastest: bodies go over loopback more often than not.
  private static let level: Int32 = 1
  /// Windows of 512 bytes to 32 KiB.
  private static let windowBits = 9...15
  /// Added to the window's bits, it asks for a gzip wrapper.
  private static let gzipWrapper = 16
  /// From here on it pays to look at a body before it is compressed.
  private static let large = 64 << 10

  /// Whether a client takes gzip, RFC 9110 §12.5.3.
  ///
  /// - Parameter headers: The request's headers.
  /// - Returns: False for a client that says nothing, as the service keeps it.
  static func isAccepted(_ headers: HTTPHeaders) -> Bool {
    // Bytes, for every request is looked at: what separates is ASCII, and characters cost ten times as much.
    for line in headers["accept-encoding"] {
      for coding in Array(line.utf8).split(separator: UInt8(ascii: ",")) {
        let words = coding.split(separator: UInt8(ascii: ";")).map(word)
        guard let name = words.first, ["gzip", "x-gzip", "*"].contains(name) else { continue }
        let quality = words.dropFirst().first { $0.hasPrefix("q=") }.map { $0.dropFirst(2) } ?? "1"
        return (Double(quality) ?? 0) > 0
      }
    }
    return false
  }

  /// A word of a header in lower case, without blanks.
  private static func word(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }, as: UTF8.self).lowercased()
  }

  /// Compresses a body.
  ///
  /// - Parameter body: The whole body.
  /// - Returns: Nil for one that is better sent as it is.
  static func compressed(_ body: [UInt8]) -> [UInt8]? {
    guard body.count >= smallest, body.count < Int(UInt32.max) else { return nil }
    var stream = z_stream()
    guard begin(&stream, for: body) else { return nil }
    defer { deflateEnd(&stream) }
    var input = body
    let room = body.count
    let compressed = [UInt8](unsafeUninitializedCapacity: room) { output, count in
      input.withUnsafeMutableBufferPointer { input in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(room)
        // Where there is not enough room, gzip would not make the body smaller.
        count = deflate(&stream, Z_FINISH) == Z_STREAM_END ? room - Int(stream.avail_out) : 0
      }
    }
    return compressed.isEmpty ? nil : compressed
  }

  /// Begins with tables of the body's size: clearing those for 32 KiB takes six times as long as compressing a short answer.
  private static func begin(_ stream: inout z_stream, for body: [UInt8]) -> Bool {
    // One bit more than it takes, as zlib looks ahead by 262 bytes of the window.
    let needed = Int.bitWidth - body.count.leadingZeroBitCount + 1
    let bits = min(max(needed, windowBits.lowerBound), windowBits.upperBound)
    return deflateInit2_(
      &stream,
      level,
      Z_DEFLATED,
      Int32(bits + gzipWrapper),
      // zlib's own default for its widest window is 8.
      Int32(bits - 7),
      isBase64(body) ? Z_RLE : Z_DEFAULT_STRATEGY,
      zlibVersion(),
      Int32(MemoryLayout<z_stream>.size)
    ) == Z_OK
  }

  /// Whether most of a body is an encoded file, as its middle shows: nothing but runs is found in it again, and the search
  /// takes three times as long as all else.
  private static func isBase64(_ body: [UInt8]) -> Bool {
    guard body.count >= large else { return false }
    return body[(body.count / 2)...].prefix(1_024).allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
      case UInt8(ascii: "/")...UInt8(ascii: "9"), UInt8(ascii: "+"): true
      default: false
      }
    }
  }
}
