/// A seccomp profile ready to be handed to libseccomp: what `seccomp.json` says for this machine's architecture.
package struct SeccompProfile: FrameField, Hashable, Sendable {
  /// What happens to a system call.
  package enum Action: Hashable, Sendable {
    case allow
    /// The call fails with this errno; a killed process would be a bad error message.
    case fail(errno: UInt32)
    case killProcess
  }

  /// A test of one argument of a system call, compared as an unsigned 64-bit value.
  package struct ArgumentTest: FrameField, Hashable, Sendable {
    package enum Comparison: UInt8, FrameField, Sendable {
      case equal = 0
      /// `argument & value == valueTwo`.
      case maskedEqual = 1
    }

    package var index: UInt32
    package var comparison: Comparison
    package var value: UInt64
    package var valueTwo: UInt64

    package init(index: UInt32, comparison: Comparison, value: UInt64, valueTwo: UInt64) {
      self.index = index
      self.comparison = comparison
      self.value = value
      self.valueTwo = valueTwo
    }

    package func encode(into writer: inout FrameWriter) { writer.write(index, comparison, value, valueTwo) }

    package init(from reader: inout FrameReader) throws(FrameError) {
      index = try reader.read()
      comparison = try reader.read()
      value = try reader.read()
      valueTwo = try reader.read()
    }
  }

  /// One system call, what happens to it, and the tests that must all hold for that.
  package struct Rule: FrameField, Hashable, Sendable {
    package var name: String
    package var action: Action
    package var arguments: [ArgumentTest]

    package init(name: String, action: Action, arguments: [ArgumentTest]) {
      self.name = name
      self.action = action
      self.arguments = arguments
    }

    package func encode(into writer: inout FrameWriter) { writer.write(name, action, arguments) }

    package init(from reader: inout FrameReader) throws(FrameError) {
      name = try reader.read()
      action = try reader.read()
      arguments = try reader.read()
    }
  }

  package var defaultAction: Action
  package var rules: [Rule]

  package init(defaultAction: Action, rules: [Rule]) {
    self.defaultAction = defaultAction
    self.rules = rules
  }

  package func encode(into writer: inout FrameWriter) { writer.write(defaultAction, rules) }

  package init(from reader: inout FrameReader) throws(FrameError) {
    defaultAction = try reader.read()
    rules = try reader.read()
  }
}

extension SeccompProfile.Action: FrameField {
  package func encode(into writer: inout FrameWriter) {
    switch self {
    case .allow: writer.write(UInt64(0))
    case .killProcess: writer.write(UInt64(1))
    case .fail(let errno): writer.write(UInt64(2) | UInt64(errno) << 8)
    }
  }

  package init(from reader: inout FrameReader) throws(FrameError) {
    let value: UInt64 = try reader.read()
    // Kind and errno fill 40 bits; what stands above them, or beside a kind without errno, means nothing.
    switch (value & 0xff, UInt32(exactly: value >> 8)) {
    case (0, 0?): self = .allow
    case (1, 0?): self = .killProcess
    case (2, let errno?): self = .fail(errno: errno)
    default: throw .unknownValue(value)
    }
  }
}
