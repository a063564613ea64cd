package import SandboxProtocol

/// `sandbox.yaml` and `seccomp.json`, read and checked.
package struct SandboxProfile: Sendable, Hashable {
  /// How strongly sessions are isolated.
  package enum Isolation: String, Sendable, CaseIterable {
    /// The stronger of `full` and `user` that this machine allows; never `restricted`.
    case best
    case full
    case user
    case restricted

    /// The levels to try, strongest first.
    package var levels: [IsolationLevel] {
      switch self {
      case .best: [.full, .user]
      case .full: [.full]
      case .user: [.user]
      case .restricted: [.restricted]
      }
    }
  }

  package var isolation: Isolation
  /// How long user code of one block may run, in milliseconds.
  package var blockMilliseconds: UInt64
  package var limits: SessionLimits
  /// Memory of a whole session in bytes, and thousandths of a processor; both need a cgroup.
  package var memoryByteCount: UInt64
  package var milliprocessors: UInt64
  /// How much of stdout, and of stderr, of one block is kept, in bytes.
  package var outputByteCount: Int
  /// How many sessions run at once.
  package var sessionCount: Int
  /// How many sessions of each tier are started ahead, in addition to `sessionCount`.
  package var parkedCount: Int
  /// How many responses may wait for a session, and for how long.
  package var queueLength: Int
  package var queueMilliseconds: UInt64
  /// After how many sessions, or how long, a fork server is replaced by a fresh one.
  package var recycleCount: UInt64
  package var recycleMilliseconds: UInt64
  package var idBase: UInt32
  package var idCount: UInt32
  /// What is imported before sessions are forked, the cheapest tier first.
  package var tiers: [SandboxTier]
  package var seccomp: SeccompProfile
  package var hashSeed: UInt32?
  package var randomSeed: UInt32?
  package var numpySeed: UInt32?

  /// What a session as a whole may use, if there is a cgroup.
  var cgroupLimits: CgroupLimits {
    CgroupLimits(
      memory: memoryByteCount,
      // One more for init.
      processes: limits.processes + 1,
      milliprocessors: milliprocessors
    )
  }

  /// What a fork server gets to know.
  ///
  /// - Parameter preload: The modules it imports.
  /// - Returns: Its specification.
  func forkServerSpecification(preload: [String]) -> ForkServerSpecification {
    ForkServerSpecification(
      preload: preload,
      limits: limits,
      seccomp: seccomp,
      hostNamespaces: MachineFacts.ownNamespaces,
      hashSeed: hashSeed,
      randomSeed: randomSeed,
      numpySeed: numpySeed
    )
  }

  /// Reads the profile of a configuration folder.
  /// - Parameter directory: The folder with `sandbox.yaml` and `seccomp.json`.
  /// - Returns: The checked profile.
  /// - Throws: `SandboxError.configuration` naming file, line, key and what was expected.
  package static func load(directory: String) throws(SandboxError) -> SandboxProfile {
    let document = try ProfileDocument(path: directory + "/sandbox.yaml", keys: keys)
    return SandboxProfile(
      isolation: try document.isolation(),
      blockMilliseconds: try document.milliseconds("limits", "block"),
      limits: try document.sessionLimits(),
      memoryByteCount: try document.bytes("limits", "memory"),
      milliprocessors: try document.thousandths("limits", "processors"),
      outputByteCount: Int(try document.bytes("limits", "output")),
      sessionCount: try document.sessionCount(),
      parkedCount: Int(try document.count("sessions", "parked", 0...64)),
      queueLength: Int(try document.count("sessions", "queue", 0...100_000)),
      queueMilliseconds: try document.milliseconds("sessions", "queueTime"),
      recycleCount: try document.count("sessions", "recycleAfter", 1...1_000_000_000),
      recycleMilliseconds: try document.milliseconds("sessions", "recycleTime"),
      idBase: UInt32(try document.count("ids", "base", 1...4_200_000_000)),
      idCount: UInt32(try document.count("ids", "count", 4096...65536)),
      tiers: SandboxTier.tiers([
        .core: try document.names("preload", "core"), .data: try document.names("preload", "data"),
        .full: try document.names("preload", "full"),
      ]),
      seccomp: try SeccompProfileFile.load(
        path: directory + "/seccomp.json",
        landlockABI: MachineFacts.landlockABI
      ),
      hashSeed: try document.seed("hashSeed"),
      randomSeed: try document.seed("randomSeed"),
      numpySeed: try document.seed("numpySeed")
    )
  }

  /// Every key of `sandbox.yaml`.
  private static let keys: Set<String> = [
    "isolation", "preload.core", "preload.data", "preload.full",
    "limits.block", "limits.memory", "limits.processors", "limits.addressSpace", "limits.processes", "limits.openFiles",
    "limits.fileSize", "limits.work",
    "limits.workInodes", "limits.temporary", "limits.temporaryInodes", "limits.sharedMemory",
    "limits.sharedMemoryInodes", "limits.output", "limits.outputFiles", "limits.outputFileSize",
    "limits.outputTotalSize",
    "sessions.maximum", "sessions.parked", "sessions.queue", "sessions.queueTime", "sessions.recycleAfter",
    "sessions.recycleTime",
    "ids.base", "ids.count",
    "python.hashSeed", "python.randomSeed", "python.numpySeed",
  ]
}

extension ProfileDocument {
  fileprivate func isolation() throws(SandboxError) -> SandboxProfile.Isolation {
    let (text, place) = try scalar(nil, "isolation")
    guard let isolation = SandboxProfile.Isolation(rawValue: text) else {
      let names = SandboxProfile.Isolation.allCases.map(\.rawValue).joined(separator: ", ")
      throw .configuration("\(place): isolation is \"\(text)\"; use one of \(names)")
    }
    return isolation
  }

  fileprivate func sessionLimits() throws(SandboxError) -> SessionLimits {
    SessionLimits(
      addressSpace: try bytes("limits", "addressSpace"),
      processes: try count("limits", "processes", 1...100_000),
      openFiles: try count("limits", "openFiles", 64...1_048_576),
      fileSize: try bytes("limits", "fileSize"),
      workSize: try bytes("limits", "work"),
      workInodes: try count("limits", "workInodes", 16...10_000_000),
      temporarySize: try bytes("limits", "temporary"),
      temporaryInodes: try count("limits", "temporaryInodes", 16...10_000_000),
      sharedMemorySize: try bytes("limits", "sharedMemory"),
      sharedMemoryInodes: try count("limits", "sharedMemoryInodes", 16...10_000_000),
      outputFiles: try count("limits", "outputFiles", 0...1000),
      outputFileSize: try bytes("limits", "outputFileSize"),
      outputTotalSize: try bytes("limits", "outputTotalSize")
    )
  }

  fileprivate func sessionCount() throws(SandboxError) -> Int {
    let (text, _) = try scalar("sessions", "maximum")
    if text == "automatic" { return MachineMemory.sessionCount() }
    return Int(try count("sessions", "maximum", 1...1000))
  }

  fileprivate func seed(_ key: String) throws(SandboxError) -> UInt32? {
    let (text, _) = try scalar("python", key)
    if text == "random" { return nil }
    return UInt32(try count("python", key, 0...UInt64(UInt32.max)))
  }
}
