import CLinuxShim
import SandboxProtocol

/// The seccomp filter that sessions run under on this machine.
package struct SeccompReport: Sendable, Encodable {
  /// What happens to a call.
  package struct Action: Sendable, Encodable {
    package enum Kind: String, Sendable, Encodable {
      case allow, errno, kill
    }

    package var kind: Kind
    /// The error that the call fails with, and its name if it has one.
    package var errno: UInt32?
    package var errnoName: String?
  }

  /// A test of one argument: its bits under the mask must be the value's.
  package struct Condition: Sendable, Encodable {
    package var argument: UInt32
    package var mask: UInt64
    package var value: UInt64
  }

  /// A rule of the filter: if all conditions hold, the action is taken.
  package struct Rule: Sendable, Encodable {
    package var name: String
    package var number: Int32
    package var action: Action
    package var conditions: [Condition]
  }

  package var architecture: String
  package var libseccomp: String
  package var instructions: UInt32
  /// What happens to calls without a rule whose conditions hold.
  package var defaultAction: Action
  /// What happens to calls by the numbers of other architectures: 32-bit and x32.
  package var otherArchitectures: Action
  /// By name; those of one name in the order of the file.
  package var rules: [Rule]
  /// Names of the file that libseccomp does not know, and names that this architecture has no call for.
  package var unknownNames: [String]
  package var otherArchitectureNames: [String]
  /// The filter in libseccomp's own words.
  package var pseudoCode: String

  private enum CodingKeys: CodingKey {
    case architecture, libseccomp, instructions, defaultAction, otherArchitectures, rules, unknownNames
    case otherArchitectureNames
  }

  /// Compiles the profile's filter as a start of the server would.
  /// - Parameters:
  ///   - profile: The configuration.
  ///   - paths: The parts of the sandbox.
  /// - Returns: The filter.
  /// - Throws: `SandboxError.configuration` if libseccomp refuses a rule, `SandboxError.unavailable` if
  ///   `pollux-sandbox` does not answer.
  package static func make(for profile: SandboxProfile, paths: SandboxPaths) throws(SandboxError) -> SeccompReport {
    let seccomp = profile.seccomp
    let description = try FilterInquiry.ask(about: seccomp, executable: paths.sandboxExecutable)
    guard description.resolutions.count == seccomp.rules.count else {
      throw .unavailable("pollux-sandbox answered for another filter; build both programs together")
    }
    let resolved = zip(seccomp.rules, description.resolutions)
    return SeccompReport(
      architecture: description.architecture,
      libseccomp: description.libraryVersion,
      instructions: description.instructionCount,
      defaultAction: Action(seccomp.defaultAction),
      otherArchitectures: Action(.killProcess),
      // Equal names keep the file's order, because pairs are sorted.
      rules: resolved.filter { $0.1.fate == .added }.enumerated()
        .sorted { ($0.element.0.name, $0.offset) < ($1.element.0.name, $1.offset) }
        .map { Rule($0.element.0, number: $0.element.1.number) },
      unknownNames: names(resolved, .unknownName),
      otherArchitectureNames: names(resolved, .otherArchitecture),
      pseudoCode: description.pseudoCode
    )
  }

  private static func names(
    _ resolved: Zip2Sequence<[SeccompProfile.Rule], [FilterDescription.Resolution]>,
    _ fate: FilterDescription.Fate
  ) -> [String] {
    Set(resolved.filter { $0.1.fate == fate }.map(\.0.name)).sorted()
  }
}

extension SeccompReport.Action {
  fileprivate init(_ action: SeccompProfile.Action) {
    switch action {
    case .allow: self.init(kind: .allow)
    case .killProcess: self.init(kind: .kill)
    case .fail(let number):
      let name = pollux_errno_name(Int32(truncatingIfNeeded: number)).map { String(cString: $0) }
      self.init(kind: .errno, errno: number, errnoName: name)
    }
  }
}

extension SeccompReport.Rule {
  fileprivate init(_ rule: SeccompProfile.Rule, number: Int32) {
    self.init(
      name: rule.name,
      number: number,
      action: SeccompReport.Action(rule.action),
      conditions: rule.arguments.map { test in
        switch test.comparison {
        case .equal: SeccompReport.Condition(argument: test.index, mask: .max, value: test.value)
        case .maskedEqual: SeccompReport.Condition(argument: test.index, mask: test.value, value: test.valueTwo)
        }
      }
    )
  }
}
