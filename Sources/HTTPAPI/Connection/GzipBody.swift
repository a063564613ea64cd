import CZlib
import NIOHTTP1

/// Bodies as gzip (RFC 1952), which the service sends to every client that takes it; the SDKs do.
enum GzipBody {
  /// Smaller bodies gain nothing.
  private static let smallest = 256
  /// The fastest: bodies go over loopback more often than not.
  private static let level: Int32 = 1
  /// A window of 32 KiB, in a gzip wrapper.
  private static let windowBits: Int32 = 15 + 16
  private static let memoryLevel: Int32 = 8

  /// Whether a client takes gzip, RFC 9110 §12.5.3.
  ///
  /// - Parameter headers: The request's headers.
  /// - Returns: False for a client that says nothing, as the service keeps it.
  static func isAccepted(_ headers: HTTPHeaders) -> Bool {
    for coding in headers[canonicalForm: "accept-encoding"] {
      let words = coding.split(separator: ";").map { $0.filter { !$0.isWhitespace }.lowercased() }
      guard let name = words.first, ["gzip", "x-gzip", "*"].contains(name) else { continue }
      let quality = words.dropFirst().first { $0.hasPrefix("q=") }.map { $0.dropFirst(2) } ?? "1"
      return (Double(quality) ?? 0) > 0
    }
    return false
  }

  /// Compresses a body.
  ///
  /// - Parameter body: The whole body.
  /// - Returns: Nil for one that is better sent as it is.
  static func compressed(_ body: [UInt8]) -> [UInt8]? {
    guard body.count >= smallest, body.count < Int(UInt32.max) else { return nil }
    var stream = z_stream()
    let size = Int32(MemoryLayout<z_stream>.size)
    guard
      deflateInit2_(&stream, level, Z_DEFLATED, windowBits, memoryLevel, Z_DEFAULT_STRATEGY, zlibVersion(), size)
        == Z_OK
    else { return nil }
    defer { deflateEnd(&stream) }
    var input = body
    let room = body.count
    let compressed = [UInt8](unsafeUninitializedCapacity: room) { output, count in
      input.withUnsafeMutableBufferPointer { input in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(room)
        // Where that is not enough room, the body is no smaller as gzip.
        count = deflate(&stream, Z_FINISH) == Z_STREAM_END ? room - Int(stream.avail_out) : 0
      }
    }
    return compressed.isEmpty ? nil : compressed
  }
}
