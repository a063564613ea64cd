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
    case .launch(let specification): FrameWriter.frame(1, specification)
    case .prepare(let specification): FrameWriter.frame(2, specification)
    case .startSession(let id, let verifies): FrameWriter.frame(3, id, verifies)
    case .killSession(let id): FrameWriter.frame(4, id)
    case .beat(let number): FrameWriter.frame(5, number)
    case .describeFilter(let profile): FrameWriter.frame(6, profile)
    }
  }

  package init(decoding bytes: [UInt8]) throws(FrameError) {
    var reader = FrameReader(bytes)
    switch try reader.read() as UInt8 {
    case 1: self = .launch(try reader.read())
    case 2: self = .prepare(try reader.read())
    case 3: self = .startSession(id: try reader.read(), verifies: try reader.read())
    case 4: self = .killSession(id: try reader.read())
    case 5: self = .beat(try reader.read())
    case 6: self = .describeFilter(try reader.read())
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
    switch self {
    case .refused(let error): FrameWriter.frame(1, error)
    case .progress(let text): FrameWriter.frame(2, text)
    case .ready(let facts): FrameWriter.frame(3, facts)
    case .sessionExited(let id, let ending): FrameWriter.frame(4, id, ending)
    case .sessionGone(let id): FrameWriter.frame(5, id)
    case .sessionRefused(let id, let error): FrameWriter.frame(6, id, error)
    case .alive(let number): FrameWriter.frame(7, number)
    case .filterPiece(let bytes, let isLast): FrameWriter.frame(8, bytes, isLast)
    }
  }

  package init(decoding bytes: [UInt8]) throws(FrameError) {
    var reader = FrameReader(bytes)
    switch try reader.read() as UInt8 {
    case 1: self = .refused(try reader.read())
    case 2: self = .progress(try reader.read())
    case 3: self = .ready(try reader.read())
    case 4: self = .sessionExited(id: try reader.read(), ending: try reader.read())
    case 5: self = .sessionGone(id: try reader.read())
    case 6: self = .sessionRefused(id: try reader.read(), try reader.read())
    case 7: self = .alive(try reader.read())
    case 8: self = .filterPiece(try reader.read(), isLast: try reader.read())
    case let type: throw .unknownValue(UInt64(type))
    }
    try reader.finish()
  }
}

/// What a fork server says of itself when it is ready.
package struct ForkServerFacts: FrameField, Hashable, Sendable {
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

  package func encode(into writer: inout FrameWriter) {
    writer.write(pythonVersion, hasIDRange, landlockABI, missingModules, memoryByteCount)
  }

  package init(from reader: inout FrameReader) throws(FrameError) {
    pythonVersion = try reader.read()
    hasIDRange = try reader.read()
    landlockABI = try reader.read()
    missingModules = try reader.read()
    memoryByteCount = try reader.read()
  }
}

/// How a process ended, as its parent saw it.
package enum ProcessEnding: FrameField, Hashable, Sendable {
  case exited(status: Int32)
  case signaled(Int32)

  package func encode(into writer: inout FrameWriter) {
    switch self {
    case .exited(let status): writer.write(UInt8(0), status)
    case .signaled(let signal): writer.write(UInt8(1), signal)
    }
  }

  package init(from reader: inout FrameReader) throws(FrameError) {
    switch try reader.read() as UInt8 {
    case 0: self = .exited(status: try reader.read())
    case 1: self = .signaled(try reader.read())
    case let other: throw .unknownValue(UInt64(other))
    }
  }
}
