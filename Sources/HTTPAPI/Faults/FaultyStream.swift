import HTTPServer
import ModelBackends
import NIOCore

/// Thrown to end a stream properly, but too soon.
struct TruncatedStream: Error {}

/// Breaks a stream where a script wants it.
struct FaultyStream {
  private var armed: (fault: WireFault, chunksLeft: Int)?

  /// Takes a fault; it strikes at the chunk behind those it lets pass.
  mutating func arm(_ fault: WireFault) {
    armed = (fault, fault.afterChunks)
  }

  /// What goes out in the place of a chunk.
  ///
  /// - Parameters:
  ///   - piece: The chunk in its frame.
  ///   - framing: How it is framed.
  /// - Returns: The pieces to write.
  /// - Throws: `BrokenConnection` or `TruncatedStream` where nothing goes out any more, `CancellationError`.
  mutating func pieces(for piece: ByteBuffer, _ framing: ChunkFraming) async throws -> [ByteBuffer] {
    guard let (fault, chunksLeft) = armed else { return [piece] }
    guard chunksLeft == 0 else {
      armed?.chunksLeft -= 1
      return [piece]
    }
    armed = nil
    switch fault.kind {
    case .disconnect: throw BrokenConnection(isReset: false)
    case .reset: throw BrokenConnection(isReset: true)
    case .truncate: throw TruncatedStream()
    case .stall:
      try await Task.sleep(for: fault.duration)
      return [piece]
    case .badJSON: return [framing.halved(piece)]
    case .badUTF8: return [ByteBuffer(bytes: BrokenBytes.badUTF8(Array(piece.readableBytesView)))]
    case .duplicate: return [piece, framing.again(piece)]
    case .empty: return [framing.emptyChunk(before: piece), framing.again(piece)]
    }
  }
}

extension ChunkFraming {
  /// The first half of a chunk's JSON, in its frame.
  fileprivate func halved(_ piece: ByteBuffer) -> ByteBuffer {
    let bytes = Array(piece.readableBytesView)
    switch self {
    case .events: return ByteBuffer(bytes: bytes.prefix(bytes.count / 2) + Array("\r\n\r\n".utf8))
    case .array: return ByteBuffer(bytes: bytes.prefix(bytes.count / 2))
    }
  }

  /// A chunk once more: in a list it is behind another now.
  fileprivate func again(_ piece: ByteBuffer) -> ByteBuffer {
    guard self == .array, piece.readableBytesView.first == UInt8(ascii: "[") else { return piece }
    return ByteBuffer(bytes: Array(",\r\n".utf8) + piece.readableBytesView.dropFirst())
  }

  /// A chunk that says nothing, in the place of another.
  fileprivate func emptyChunk(before piece: ByteBuffer) -> ByteBuffer {
    switch self {
    case .events: ByteBuffer(string: "data: {}\r\n\r\n")
    case .array: ByteBuffer(string: piece.readableBytesView.first == UInt8(ascii: "[") ? "[{}" : ",\r\n{}")
    }
  }
}

/// Bytes that a client cannot read.
enum BrokenBytes {
  /// With a byte that no UTF-8 has, in front of the JSON's first token: within a text clients in some languages put
  /// another character in its place and read on.
  static func badUTF8(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    // An object begins with the name of a member, and `data: ` before it has no brace.
    let brace = bytes.firstIndex(of: UInt8(ascii: "{")).map { $0 + 1 }
    bytes.insert(0xFF, at: brace ?? bytes.startIndex)
    return bytes
  }
}
