/// What libseccomp made of a profile on this machine.
///
/// It is larger than a frame and goes in pieces; its form on the wire is that of a frame with type byte 1.
package struct FilterDescription: Hashable, Sendable {
  /// What became of one rule of the profile.
  package enum Fate: UInt8, FrameField, Sendable {
    /// It is part of the filter.
    case added = 0
    /// Its action is the default action, so no rule is needed.
    case isDefault = 1
    /// The filter had the same rule already.
    case duplicate = 2
    /// libseccomp does not know the name.
    case unknownName = 3
    /// The machine's architecture has no such call.
    case otherArchitecture = 4
  }

  /// A call's number, and what became of the rule at the same place of the profile.
  package struct Resolution: FrameField, Hashable, Sendable {
    package var number: Int32
    package var fate: Fate

    package init(number: Int32, fate: Fate) {
      self.number = number
      self.fate = fate
    }

    package func encode(into writer: inout FrameWriter) { writer.write(number, fate) }

    package init(from reader: inout FrameReader) throws(FrameError) {
      number = try reader.read()
      fate = try reader.read()
    }
  }

  /// libseccomp's name of the machine's architecture, `x86_64`.
  package var architecture: String
  /// The version of libseccomp that compiled the filter, `2.5.4`.
  package var libraryVersion: String
  /// The length of the BPF program.
  package var instructionCount: UInt32
  /// In the order of the profile's rules.
  package var resolutions: [Resolution]
  /// The filter in libseccomp's own words (`seccomp_export_pfc`).
  package var pseudoCode: String

  package init(
    architecture: String,
    libraryVersion: String,
    instructionCount: UInt32,
    resolutions: [Resolution],
    pseudoCode: String
  ) {
    self.architecture = architecture
    self.libraryVersion = libraryVersion
    self.instructionCount = instructionCount
    self.resolutions = resolutions
    self.pseudoCode = pseudoCode
  }

  package func encoded() -> [UInt8] {
    FrameWriter.frame(1, architecture, libraryVersion, instructionCount, resolutions, pseudoCode)
  }

  package init(decoding bytes: [UInt8]) throws(FrameError) {
    var reader = FrameReader(bytes)
    let type: UInt8 = try reader.read()
    guard type == 1 else { throw .unknownValue(UInt64(type)) }
    architecture = try reader.read()
    libraryVersion = try reader.read()
    instructionCount = try reader.read()
    resolutions = try reader.read()
    pseudoCode = try reader.read()
    try reader.finish()
  }
}
