/// What the server says to a session.
package enum SessionRequest: Hashable, Sendable {
  /// Put a file into the working directory; its descriptor comes along.
  case placeFile(name: String)
  /// A piece of the next block's code.
  case code([UInt8])
  /// Run the pieces sent since the last block, as the block with this number.
  case run(block: UInt32)
  /// Only for a session that verifies: use this many bytes of memory, which must not end well.
  case exhaustMemory(byteCount: UInt64)

  package func encoded() -> [UInt8] {
    switch self {
    case .placeFile(let name): FrameWriter.frame(1, name)
    case .code(let bytes): FrameWriter.frame(2, bytes)
    case .run(let block): FrameWriter.frame(3, block)
    case .exhaustMemory(let byteCount): FrameWriter.frame(4, byteCount)
    }
  }

  package init(decoding bytes: [UInt8]) throws(FrameError) {
    var reader = FrameReader(bytes)
    switch try reader.read() as UInt8 {
    case 1: self = .placeFile(name: try reader.read())
    case 2: self = .code(try reader.read())
    case 3: self = .run(block: try reader.read())
    case 4: self = .exhaustMemory(byteCount: try reader.read())
    case let type: throw .unknownValue(UInt64(type))
    }
    try reader.finish()
  }
}

/// What a session says.
///
/// After its first block every frame is a claim of code that nobody trusts.
package enum SessionEvent: Hashable, Sendable {
  /// The jail is complete and no user code has run; how long each step on the way took.
  case ready([StepSpan])
  /// A step of the jail failed; the session ends.
  case refused(GuestError)
  /// The file was put into the working directory.
  case placed
  /// The file could not be put there.
  case notPlaced(name: String, errno: Int32)
  /// A figure or file of the block just run begins; `chunk` frames with its bytes follow.
  case artifact(ArtifactKind, name: [UInt8], byteCount: UInt64)
  case chunk([UInt8])
  /// There is something to tell of the block beside what it printed; each notice comes once.
  case notice(BlockNotice)
  /// The block ended.
  case ended(BlockEnding)
  /// Only from a session that verifies: what trying to break the layers showed.
  case verified([LayerFinding])

  package func encoded() -> [UInt8] {
    switch self {
    case .ready(let spans): FrameWriter.frame(1, spans)
    case .refused(let error): FrameWriter.frame(2, error)
    case .placed: FrameWriter.frame(3)
    case .notPlaced(let name, let errno): FrameWriter.frame(4, name, errno)
    case .artifact(let kind, let name, let byteCount): FrameWriter.frame(5, kind, name, byteCount)
    case .chunk(let bytes): FrameWriter.frame(6, bytes)
    case .ended(let ending): FrameWriter.frame(7, ending)
    case .verified(let findings): FrameWriter.frame(8, findings)
    case .notice(let notice): FrameWriter.frame(9, notice)
    }
  }

  package init(decoding bytes: [UInt8]) throws(FrameError) {
    var reader = FrameReader(bytes)
    switch try reader.read() as UInt8 {
    case 1: self = .ready(try reader.read())
    case 2: self = .refused(try reader.read())
    case 3: self = .placed
    case 4: self = .notPlaced(name: try reader.read(), errno: try reader.read())
    case 5: self = .artifact(try reader.read(), name: try reader.read(), byteCount: try reader.read())
    case 6: self = .chunk(try reader.read())
    case 7: self = .ended(try reader.read())
    case 8: self = .verified(try reader.read())
    case 9: self = .notice(try reader.read())
    case let type: throw .unknownValue(UInt64(type))
    }
    try reader.finish()
  }
}

/// What an artifact of a block is.
package enum ArtifactKind: UInt8, FrameField, Sendable {
  case figure = 1
  case file = 2
}

/// How a block ended inside the interpreter.
package struct BlockEnding: FrameField, Hashable, Sendable {
  /// The number the block was run with: an ending of another block is not an ending.
  package var block: UInt32
  /// The failure's text (`str(exception)`, then the traceback); nil for a block that ended well.
  package var failure: String?
  /// Whether the failure was a `MemoryError`.
  package var isOutOfMemory: Bool
  /// Names of figures and files left out by a cap; at most `FrameLimits.leftOutNameCount` are named.
  package var leftOut: [String]
  /// How many were left out altogether.
  package var leftOutCount: UInt32

  package init(block: UInt32, failure: String?, isOutOfMemory: Bool = false, leftOut: [String], leftOutCount: UInt32) {
    self.block = block
    self.failure = failure
    self.isOutOfMemory = isOutOfMemory
    self.leftOut = leftOut
    self.leftOutCount = leftOutCount
  }

  package func encode(into writer: inout FrameWriter) {
    writer.write(block, failure != nil, failure ?? "", isOutOfMemory, leftOut, leftOutCount)
  }

  package init(from reader: inout FrameReader) throws(FrameError) {
    block = try reader.read()
    let hasFailed: Bool = try reader.read()
    let text = try reader.readString(limit: FrameLimits.failureTextByteCount)
    // No failure has one form only, so that no two frames mean the same.
    guard hasFailed || text.isEmpty else { throw .unknownValue(UInt64(text.utf8.count)) }
    failure = hasFailed ? text : nil
    isOutOfMemory = try reader.read()
    leftOut = try reader.read()
    for name in leftOut where name.utf8.count > FrameLimits.shortTextByteCount {
      throw .textTooLong(name.utf8.count)
    }
    guard leftOut.count <= FrameLimits.leftOutNameCount else { throw .listTooLong(UInt32(leftOut.count)) }
    leftOutCount = try reader.read()
  }
}
