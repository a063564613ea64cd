/// A seccomp profile ready to be handed to libseccomp: what `seccomp.json` says for this machine's architecture.
package struct SeccompProfile: Hashable, Sendable {
  /// What happens to a system call.
  package enum Action: Hashable, Sendable {
    case allow
    /// The call fails with this errno; a killed process would be a bad error message.
    case fail(errno: UInt32)
    case killProcess
  }

  /// A test of one argument of a system call, compared as an unsigned 64-bit value.
  package struct ArgumentTest: Hashable, Sendable {
    package enum Comparison: UInt8, Sendable {
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
  }

  /// One system call, what happens to it, and the tests that must all hold for that.
  package struct Rule: Hashable, Sendable {
    package var name: String
    package var action: Action
    package var arguments: [ArgumentTest]

    package init(name: String, action: Action, arguments: [ArgumentTest]) {
      self.name = name
      self.action = action
      self.arguments = arguments
    }
  }

  package var defaultAction: Action
  package var rules: [Rule]

  package init(defaultAction: Action, rules: [Rule]) {
    self.defaultAction = defaultAction
    self.rules = rules
  }

  func encode(into writer: inout FrameWriter) {
    defaultAction.encode(into: &writer)
    writer.write(list: rules) { writer, rule in
      writer.write(rule.name)
      rule.action.encode(into: &writer)
      writer.write(list: rule.arguments) { writer, test in
        writer.write(test.index)
        writer.write(test.comparison.rawValue)
        writer.write(test.value)
        writer.write(test.valueTwo)
      }
    }
  }

  init(from reader: inout FrameReader) throws(FrameError) {
    defaultAction = try Action(from: &reader)
    rules = try reader.readList { (reader) throws(FrameError) in
      Rule(
        name: try reader.readString(),
        action: try Action(from: &reader),
        arguments: try reader.readList { (reader) throws(FrameError) in
          let index = try reader.readUInt32()
          let comparison = try reader.readUInt8()
          guard let comparison = ArgumentTest.Comparison(rawValue: comparison) else {
            throw FrameError.unknownValue(UInt64(comparison))
          }
          return ArgumentTest(
            index: index,
            comparison: comparison,
            value: try reader.readUInt64(),
            valueTwo: try reader.readUInt64()
          )
        }
      )
    }
  }
}

extension SeccompProfile.Action {
  fileprivate func encode(into writer: inout FrameWriter) {
    switch self {
    case .allow: writer.write(UInt64(0))
    case .killProcess: writer.write(UInt64(1))
    case .fail(let errno): writer.write(UInt64(2) | UInt64(errno) << 8)
    }
  }

  fileprivate init(from reader: inout FrameReader) throws(FrameError) {
    let value = try reader.readUInt64()
    // Kind and errno fill 40 bits; what stands above them, or beside a kind without errno, means nothing.
    switch (value & 0xff, UInt32(exactly: value >> 8)) {
    case (0, 0?): self = .allow
    case (1, 0?): self = .killProcess
    case (2, let errno?): self = .fail(errno: errno)
    default: throw .unknownValue(value)
    }
  }
}
