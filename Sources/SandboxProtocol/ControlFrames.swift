/// What the server says on the control channel, to the launcher first and to the fork server afterwards.
package enum ControlRequest: Hashable, Sendable {
  /// The first frame; the launcher reads it and no other.
  case launch(LaunchSpecification)
  /// The second frame, for the fork server.
  case prepare(ForkServerSpecification)
  /// Start a session; descriptors come along: the session's channel, the pipe ends for fd 1 and fd 2, then the
  /// `cgroup.procs` files it joins. One that verifies tries every layer, says what it found, and runs no user code.
  case startSession(id: UInt64, verifies: Bool)
  /// Kill a session and everything in it.
  case killSession(id: UInt64)
  /// Answer with `alive` and this number.
  case beat(UInt64)
  /// In place of `launch`: compile this profile, answer with `filterPiece` frames, and end. Nothing is started.
  case describeFilter(SeccompProfile)

  package func encoded() -> [UInt8] {
    switch self {
    case .launch(let specification):
      var writer = FrameWriter(type: 1)
      specification.encode(into: &writer)
      return writer.bytes
    case .prepare(let specification):
      var writer = FrameWriter(type: 2)
      specification.encode(into: &writer)
      return writer.bytes
    case .startSession(let id, let verifies):
      var writer = FrameWriter(type: 3)
      writer.write(id)
      writer.write(verifies)
      return writer.bytes
    case .killSession(let id):
      var writer = FrameWriter(type: 4)
      writer.write(id)
      return writer.bytes
    case .beat(let number):
      var writer = FrameWriter(type: 5)
      writer.write(number)
      return writer.bytes
    case .describeFilter(let profile):
      var writer = FrameWriter(type: 6)
      profile.encode(into: &writer)
      return writer.bytes
    }
  }

  package init(decoding bytes: [UInt8]) throws(FrameError) {
    var reader = FrameReader(bytes)
    switch try reader.readUInt8() {
    case 1: self = .launch(try LaunchSpecification(from: &reader))
    case 2: self = .prepare(try ForkServerSpecification(from: &reader))
    case 3: self = .startSession(id: try reader.readUInt64(), verifies: try reader.readBool())
    case 4: self = .killSession(id: try reader.readUInt64())
    case 5: self = .beat(try reader.readUInt64())
    case 6: self = .describeFilter(try SeccompProfile(from: &reader))
    case let type: throw .unknownValue(UInt64(type))
    }
    try reader.finish()
  }
}

/// What launcher and fork server say on the control channel.
package enum ControlEvent: Hashable, Sendable {
  /// A layer could not be had; nothing runs.
  case refused(GuestError)
  /// What the fork server is doing, for people who wait.
  case progress(String)
  /// Sessions may be started.
  case ready(ForkServerFacts)
  /// A session's interpreter ended; its processes are being killed.
  case sessionExited(id: UInt64, ending: ProcessEnding)
  /// Nothing of a session is left: every process of its pid namespace is reaped.
  case sessionGone(id: UInt64)
  /// A session could not be started.
  case sessionRefused(id: UInt64, GuestError)
  /// The fork server takes requests: it read `beat` with this number.
  case alive(UInt64)
  /// A piece of an encoded `FilterDescription`, in order; the last one says so.
  case filterPiece([UInt8], isLast: Bool)

  package func encoded() -> [UInt8] {
    var writer: FrameWriter
    switch self {
    case .refused(let error):
      writer = FrameWriter(type: 1)
      error.encode(into: &writer)
    case .progress(let text):
      writer = FrameWriter(type: 2)
      writer.write(text)
    case .ready(let facts):
      writer = FrameWriter(type: 3)
      facts.encode(into: &writer)
    case .sessionExited(let id, let ending):
      writer = FrameWriter(type: 4)
      writer.write(id)
      ending.encode(into: &writer)
    case .sessionGone(let id):
      writer = FrameWriter(type: 5)
      writer.write(id)
    case .sessionRefused(let id, let error):
      writer = FrameWriter(type: 6)
      writer.write(id)
      error.encode(into: &writer)
    case .alive(let number):
      writer = FrameWriter(type: 7)
      writer.write(number)
    case .filterPiece(let bytes, let isLast):
      writer = FrameWriter(type: 8)
      writer.write(bytes)
      writer.write(isLast)
    }
    return writer.bytes
  }

  package init(decoding bytes: [UInt8]) throws(FrameError) {
    var reader = FrameReader(bytes)
    switch try reader.readUInt8() {
    case 1: self = .refused(try GuestError(from: &reader))
    case 2: self = .progress(try reader.readString())
    case 3: self = .ready(try ForkServerFacts(from: &reader))
    case 4: self = .sessionExited(id: try reader.readUInt64(), ending: try ProcessEnding(from: &reader))
    case 5: self = .sessionGone(id: try reader.readUInt64())
    case 6: self = .sessionRefused(id: try reader.readUInt64(), try GuestError(from: &reader))
    case 7: self = .alive(try reader.readUInt64())
    case 8: self = .filterPiece(try reader.readBytes(), isLast: try reader.readBool())
    case let type: throw .unknownValue(UInt64(type))
    }
    try reader.finish()
  }
}

/// What a fork server says of itself when it is ready.
package struct ForkServerFacts: Hashable, Sendable {
  /// The interpreter's version, `3.11.2`.
  package var pythonVersion: String
  /// Whether sessions have ids of their own (a range could be mapped) or share the caller's one id.
  package var hasIDRange: Bool
  /// The kernel's Landlock ABI (landlock(7)); 0 where it has none.
  package var landlockABI: UInt32
  /// Modules of the preload list that could not be imported, with the reason.
  package var missingModules: [String]
  /// The memory it holds in bytes: its share of pages, and its page tables; 0 where the kernel does not say.
  package var memoryByteCount: UInt64

  package init(
    pythonVersion: String,
    hasIDRange: Bool,
    landlockABI: UInt32,
    missingModules: [String],
    memoryByteCount: UInt64
  ) {
    self.pythonVersion = pythonVersion
    self.hasIDRange = hasIDRange
    self.landlockABI = landlockABI
    self.missingModules = missingModules
    self.memoryByteCount = memoryByteCount
  }

  func encode(into writer: inout FrameWriter) {
    writer.write(pythonVersion)
    writer.write(hasIDRange)
    writer.write(landlockABI)
    writer.write(list: missingModules) { $0.write($1) }
    writer.write(memoryByteCount)
  }

  init(from reader: inout FrameReader) throws(FrameError) {
    pythonVersion = try reader.readString()
    hasIDRange = try reader.readBool()
    landlockABI = try reader.readUInt32()
    missingModules = try reader.readList { (reader) throws(FrameError) in try reader.readString() }
    memoryByteCount = try reader.readUInt64()
  }
}

/// How a process ended, as its parent saw it.
package enum ProcessEnding: Hashable, Sendable {
  case exited(status: Int32)
  case signaled(Int32)

  func encode(into writer: inout FrameWriter) {
    switch self {
    case .exited(let status):
      writer.write(UInt8(0))
      writer.write(status)
    case .signaled(let signal):
      writer.write(UInt8(1))
      writer.write(signal)
    }
  }

  init(from reader: inout FrameReader) throws(FrameError) {
    switch try reader.readUInt8() {
    case 0: self = .exited(status: try reader.readInt32())
    case 1: self = .signaled(try reader.readInt32())
    case let other: throw .unknownValue(UInt64(other))
    }
  }
}
