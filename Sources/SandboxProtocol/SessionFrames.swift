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
    var writer: FrameWriter
    switch self {
    case .placeFile(let name):
      writer = FrameWriter(type: 1)
      writer.write(name)
    case .code(let bytes):
      writer = FrameWriter(type: 2)
      writer.write(bytes)
    case .run(let block):
      writer = FrameWriter(type: 3)
      writer.write(block)
    case .exhaustMemory(let byteCount):
      writer = FrameWriter(type: 4)
      writer.write(byteCount)
    }
    return writer.bytes
  }

  package init(decoding bytes: [UInt8]) throws(FrameError) {
    var reader = FrameReader(bytes)
    switch try reader.readUInt8() {
    case 1: self = .placeFile(name: try reader.readString())
    case 2: self = .code(try reader.readBytes())
    case 3: self = .run(block: try reader.readUInt32())
    case 4: self = .exhaustMemory(byteCount: try reader.readUInt64())
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
    var writer: FrameWriter
    switch self {
    case .ready(let spans):
      writer = FrameWriter(type: 1)
      writer.write(list: spans) { $1.encode(into: &$0) }
    case .refused(let error):
      writer = FrameWriter(type: 2)
      error.encode(into: &writer)
    case .placed:
      writer = FrameWriter(type: 3)
    case .notPlaced(let name, let errno):
      writer = FrameWriter(type: 4)
      writer.write(name)
      writer.write(errno)
    case .artifact(let kind, let name, let byteCount):
      writer = FrameWriter(type: 5)
      writer.write(kind.rawValue)
      writer.write(name)
      writer.write(byteCount)
    case .chunk(let bytes):
      writer = FrameWriter(type: 6)
      writer.write(bytes)
    case .ended(let ending):
      writer = FrameWriter(type: 7)
      ending.encode(into: &writer)
    case .verified(let findings):
      writer = FrameWriter(type: 8)
      writer.write(list: findings) { $1.encode(into: &$0) }
    case .notice(let notice):
      writer = FrameWriter(type: 9)
      writer.write(notice.rawValue)
    }
    return writer.bytes
  }

  package init(decoding bytes: [UInt8]) throws(FrameError) {
    var reader = FrameReader(bytes)
    switch try reader.readUInt8() {
    case 1: self = .ready(try reader.readList { (reader) throws(FrameError) in try StepSpan(from: &reader) })
    case 2: self = .refused(try GuestError(from: &reader))
    case 3: self = .placed
    case 4: self = .notPlaced(name: try reader.readString(), errno: try reader.readInt32())
    case 5:
      let kind = try reader.readUInt8()
      guard let kind = ArtifactKind(rawValue: kind) else { throw .unknownValue(UInt64(kind)) }
      self = .artifact(kind, name: try reader.readBytes(), byteCount: try reader.readUInt64())
    case 6: self = .chunk(try reader.readBytes())
    case 7: self = .ended(try BlockEnding(from: &reader))
    case 8:
      self = .verified(
        try reader.readList { (reader) throws(FrameError) in try LayerFinding(from: &reader) }
      )
    case 9:
      let value = try reader.readUInt8()
      guard let notice = BlockNotice(rawValue: value) else { throw .unknownValue(UInt64(value)) }
      self = .notice(notice)
    case let type: throw .unknownValue(UInt64(type))
    }
    try reader.finish()
  }
}

/// What an artifact of a block is.
package enum ArtifactKind: UInt8, Sendable {
  case figure = 1
  case file = 2
}

/// How a block ended inside the interpreter.
package struct BlockEnding: Hashable, Sendable {
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

  func encode(into writer: inout FrameWriter) {
    writer.write(block)
    writer.write(failure != nil)
    writer.write(failure ?? "")
    writer.write(isOutOfMemory)
    writer.write(list: leftOut) { $0.write($1) }
    writer.write(leftOutCount)
  }

  init(from reader: inout FrameReader) throws(FrameError) {
    block = try reader.readUInt32()
    let hasFailed = try reader.readBool()
    let text = try reader.readString(limit: FrameLimits.failureTextByteCount)
    // No failure has one form only, so that no two frames mean the same.
    guard hasFailed || text.isEmpty else { throw .unknownValue(UInt64(text.utf8.count)) }
    failure = hasFailed ? text : nil
    isOutOfMemory = try reader.readBool()
    leftOut = try reader.readList { (reader) throws(FrameError) in
      try reader.readString(limit: FrameLimits.shortTextByteCount)
    }
    guard leftOut.count <= FrameLimits.leftOutNameCount else { throw .listTooLong(UInt32(leftOut.count)) }
    leftOutCount = try reader.readUInt32()
  }
}
