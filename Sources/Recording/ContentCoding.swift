import GeminiAPI
import CBrotli
import CZlib
import CZstd

/// Decodes the content codings of an HTTP body (RFC 9110 §8.4.1).
///
/// Recordings may be hostile: the output is counted as it is made, and a bomb ends at the limit.
struct ContentCoding {
  /// Why a body cannot be decoded.
  struct Failure: Error, Hashable {
    var reason: String
  }

  /// The most codings of one body.
  private static let mostCodings = 3
  /// In bytes, of the bodies of one file together: half of the largest recording, to leave room for JSON's escapes.
  static let maximumSize = RecordingFile.maximumSize / 2
  private static let gzipMagic: [UInt8] = [0x1f, 0x8b]
  private static let zstdMagic: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd]

  /// How many more bytes may be decoded, of all bodies of a file together.
  private var room = maximumSize

  /// Decodes a body.
  ///
  /// A tool may have decoded a body and kept its header, or kept no headers at all: text stays as it is, and gzip and zstd
  /// are recognized by their first bytes.
  ///
  /// - Parameters:
  ///   - body: The body as it was recorded.
  ///   - header: `Content-Encoding`: the codings in the order they were applied; nil if there is none.
  /// - Returns: The decoded body.
  /// - Throws: A `Failure` for an unknown coding, broken bytes, and more bytes than the limit.
  mutating func decoded(_ body: [UInt8], _ header: String?) throws(Failure) -> [UInt8] {
    var codings = (header ?? "").lowercased().split { $0 == "," || $0 == " " }.map(String.init)
    codings.removeAll { $0 == "identity" }
    guard codings.count <= Self.mostCodings else { throw Failure(reason: "it has \(codings.count) content codings") }
    var body = body
    if codings.isEmpty { codings = Self.told(by: body) }
    for coding in codings.reversed() where !Self.isText(body) {
      switch coding {
      case "gzip", "x-gzip", "deflate": body = try inflated(body, coding)
      case "br": body = try brotli(body)
      case "zstd": body = try zstd(body)
      default:
        throw Failure(
          reason: "its content coding '\(coding.prefix(bytes: 40))' is not gzip, deflate, br or zstd"
        )
      }
      room -= body.count
    }
    return body
  }

  private static func told(by body: [UInt8]) -> [String] {
    if body.starts(with: gzipMagic) { return ["gzip"] }
    return body.starts(with: zstdMagic) ? ["zstd"] : []
  }

  /// Whether a body looks like an uncoded answer of a model's server: JSON, events or a page, in UTF-8.
  private static func isText(_ body: [UInt8]) -> Bool {
    guard let first = body.first(where: { !" \t\r\n".utf8.contains($0) }) else { return true }
    let begins = "{[\"<:".utf8.contains(first) || ["data:", "event:", "id:"].contains { body.starts(with: $0.utf8) }
    return begins && String(validating: body, as: UTF8.self) != nil
  }

  private var tooLarge: Failure {
    Failure(reason: "it is larger than all that is decoded of one file, \(Self.maximumSize) bytes")
  }
}

extension ContentCoding {
  private static let pieceSize = 64 << 10

  /// The result of one call of a library.
  private struct Step {
    var read: Int
    var written: Int
    var isOver: Bool
  }

  /// Feeds a library until the stream is over.
  private func decode(
    _ body: [UInt8],
    _ name: String,
    _ step: (UnsafeRawBufferPointer, UnsafeMutableRawBufferPointer) -> Step?
  ) throws(Failure) -> [UInt8] {
    var output: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: Self.pieceSize)
    var position = 0
    while true {
      let done = body.withUnsafeBytes { input in
        piece.withUnsafeMutableBytes { step(UnsafeRawBufferPointer(rebasing: input[position...]), $0) }
      }
      guard let done else { throw Failure(reason: "its \(name) data is broken") }
      position += done.read
      guard done.written <= room - output.count else { throw tooLarge }
      output += piece[..<done.written]
      if done.isOver, position == body.count { return output }
      guard done.read > 0 || done.written > 0 else { throw Failure(reason: "its \(name) data is cut off") }
    }
  }

  /// gzip, which may have several members, and deflate, which some servers send without zlib's wrapper.
  private func inflated(_ body: [UInt8], _ name: String) throws(Failure) -> [UInt8] {
    let isWrapped =
      body.starts(with: Self.gzipMagic)
      || (body.count > 1 && body[0] & 15 == 8
        && (Int(body[0]) << 8 + Int(body[1])) % 31 == 0)
    var stream = z_stream()
    // 32 accepts both gzip and zlib; a negative number is for raw data.
    let bits: Int32 = isWrapped ? 15 + 32 : -15
    guard inflateInit2_(&stream, bits, zlibVersion(), Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw Failure(reason: "zlib has no memory")
    }
    defer { inflateEnd(&stream) }
    var isOver = false
    return try decode(body, name) { input, output in
      if isOver { inflateReset(&stream) }
      stream.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
      stream.avail_in = UInt32(input.count)
      stream.next_out = output.bindMemory(to: UInt8.self).baseAddress
      stream.avail_out = UInt32(output.count)
      let result = inflate(&stream, Z_NO_FLUSH)
      isOver = result == Z_STREAM_END
      guard isOver || result == Z_OK || result == Z_BUF_ERROR else { return nil }
      let (unread, unused) = (Int(stream.avail_in), Int(stream.avail_out))
      return Step(read: input.count - unread, written: output.count - unused, isOver: isOver)
    }
  }

  private func brotli(_ body: [UInt8]) throws(Failure) -> [UInt8] {
    guard let state = BrotliDecoderCreateInstance(nil, nil, nil) else { throw Failure(reason: "brotli has no memory") }
    defer { BrotliDecoderDestroyInstance(state) }
    return try decode(body, "br") { input, output in
      var (unread, unused) = (input.count, output.count)
      var next = input.bindMemory(to: UInt8.self).baseAddress
      var target = output.bindMemory(to: UInt8.self).baseAddress
      let result = BrotliDecoderDecompressStream(state, &unread, &next, &unused, &target, nil)
      guard result != BROTLI_DECODER_RESULT_ERROR else { return nil }
      let isOver = result == BROTLI_DECODER_RESULT_SUCCESS
      // Bytes after the end are not brotli.
      guard !isOver || unread == 0 else { return nil }
      return Step(read: input.count - unread, written: output.count - unused, isOver: isOver)
    }
  }

  private func zstd(_ body: [UInt8]) throws(Failure) -> [UInt8] {
    guard let context = ZSTD_createDCtx() else { throw Failure(reason: "zstd has no memory") }
    defer { ZSTD_freeDCtx(context) }
    // A frame may ask for a window of gigabytes; RFC 9659 allows HTTP eight megabytes.
    ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, 23)
    return try decode(body, "zstd") { input, output in
      var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
      var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
      let result = ZSTD_decompressStream(context, &target, &source)
      guard ZSTD_isError(result) == 0 else { return nil }
      return Step(read: source.pos, written: target.pos, isOver: result == 0)
    }
  }
}
