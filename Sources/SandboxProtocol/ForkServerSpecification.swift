/// What the fork server needs before it takes sessions.
package struct ForkServerSpecification: Hashable, Sendable {
  /// Modules imported once, in order, before the first fork.
  package var preload: [String]
  package var limits: SessionLimits
  package var seccomp: SeccompProfile
  /// The server's namespaces, as `/proc/self/ns` names them; a session must share none of them.
  package var hostNamespaces: [String]
  /// A fixed seed for `hash()` of texts; nil takes one from the kernel, the same for all sessions of a fork server.
  package var hashSeed: UInt32?
  /// Fixed seeds for `random` and `numpy.random`; nil gives each session its own from the kernel.
  package var randomSeed: UInt32?
  package var numpySeed: UInt32?

  package init(
    preload: [String],
    limits: SessionLimits,
    seccomp: SeccompProfile,
    hostNamespaces: [String],
    hashSeed: UInt32?,
    randomSeed: UInt32?,
    numpySeed: UInt32?
  ) {
    self.preload = preload
    self.limits = limits
    self.seccomp = seccomp
    self.hostNamespaces = hostNamespaces
    self.hashSeed = hashSeed
    self.randomSeed = randomSeed
    self.numpySeed = numpySeed
  }

  func encode(into writer: inout FrameWriter) {
    writer.write(list: preload) { $0.write($1) }
    limits.encode(into: &writer)
    seccomp.encode(into: &writer)
    writer.write(list: hostNamespaces) { $0.write($1) }
    for seed in [hashSeed, randomSeed, numpySeed] {
      writer.write(seed != nil)
      writer.write(seed ?? 0)
    }
  }

  init(from reader: inout FrameReader) throws(FrameError) {
    preload = try reader.readList { (reader) throws(FrameError) in try reader.readString() }
    limits = try SessionLimits(from: &reader)
    seccomp = try SeccompProfile(from: &reader)
    hostNamespaces = try reader.readList { (reader) throws(FrameError) in try reader.readString() }
    hashSeed = try Self.readSeed(from: &reader)
    randomSeed = try Self.readSeed(from: &reader)
    numpySeed = try Self.readSeed(from: &reader)
  }

  private static func readSeed(from reader: inout FrameReader) throws(FrameError) -> UInt32? {
    let (hasSeed, seed) = (try reader.readBool(), try reader.readUInt32())
    // A value that is said not to be there has one form only, so that no two frames mean the same.
    guard hasSeed || seed == 0 else { throw .unknownValue(UInt64(seed)) }
    return hasSeed ? seed : nil
  }
}
