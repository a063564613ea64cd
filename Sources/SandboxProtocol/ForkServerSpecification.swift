/// What the fork server needs before it takes sessions.
package struct ForkServerSpecification: FrameField, Hashable, Sendable {
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

  package func encode(into writer: inout FrameWriter) {
    writer.write(preload, limits, seccomp, hostNamespaces, hashSeed, randomSeed, numpySeed)
  }

  package init(from reader: inout FrameReader) throws(FrameError) {
    preload = try reader.read()
    limits = try reader.read()
    seccomp = try reader.read()
    hostNamespaces = try reader.read()
    hashSeed = try reader.read()
    randomSeed = try reader.read()
    numpySeed = try reader.read()
  }
}
