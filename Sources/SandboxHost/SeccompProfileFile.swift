import FoundationEssentials
package import SandboxProtocol

/// `seccomp.json`: the schema of the OCI runtime specification (config-linux.md, "Seccomp"), with a comment for each entry
/// and, as in moby's profiles, what the machine must have or lack for it.
package struct SeccompProfileFile: Decodable {
  struct Entry: Decodable {
    struct Argument: Decodable {
      var index: UInt32
      var value: UInt64
      var valueTwo: UInt64?
      var op: String
    }

    /// What a machine has.
    struct Condition: Decodable {
      /// Landlock of this ABI or a newer one.
      var landlockABI: Int32
    }

    var names: [String]
    var action: String
    var errnoRet: UInt32?
    var args: [Argument]?
    /// The entry applies if the machine has this.
    var includes: Condition?
    /// The entry applies if the machine does not have this.
    var excludes: Condition?

    func holds(withLandlockABI abi: Int32) -> Bool {
      (includes.map { abi >= $0.landlockABI } ?? true) && (excludes.map { abi < $0.landlockABI } ?? true)
    }
  }

  var defaultAction: String
  var defaultErrnoRet: UInt32?
  var architectures: [String]
  var syscalls: [Entry]

  #if arch(x86_64)
    private static let machine = "SCMP_ARCH_X86_64"
  #elseif arch(arm64)
    private static let machine = "SCMP_ARCH_AARCH64"
  #endif

  /// Reads a profile for this machine's architecture.
  /// - Parameters:
  ///   - path: The file.
  ///   - landlockABI: The ABI of this machine's Landlock; 0 for none.
  /// - Returns: The rules that apply there.
  /// - Throws: `SandboxError.configuration` naming the entry.
  package static func load(path: String, landlockABI: Int32) throws(SandboxError) -> SeccompProfile {
    let file: SeccompProfileFile
    do {
      file = try JSONDecoder().decode(SeccompProfileFile.self, from: Data(contentsOf: URL(filePath: path)))
    } catch {
      throw .configuration("\(path): \(error)")
    }
    guard file.architectures.contains(machine) else {
      throw .configuration("\(path): architectures does not name \(machine), the architecture of this machine")
    }
    let defaultAction = try action(file.defaultAction, errno: file.defaultErrnoRet, path: path)
    guard defaultAction != .allow else {
      throw .configuration("\(path): defaultAction must deny; an allow list is the only profile Pollux loads")
    }
    var rules: [SeccompProfile.Rule] = []
    for entry in file.syscalls {
      let action = try action(entry.action, errno: entry.errnoRet, path: path)
      let tests = try (entry.args ?? []).map { (argument) throws(SandboxError) in try test(argument, path: path) }
      guard entry.holds(withLandlockABI: landlockABI) else { continue }
      rules += entry.names.map { SeccompProfile.Rule(name: $0, action: action, arguments: tests) }
    }
    return SeccompProfile(defaultAction: defaultAction, rules: rules)
  }

  private static func action(
    _ name: String,
    errno: UInt32?,
    path: String
  ) throws(SandboxError) -> SeccompProfile.Action {
    switch name {
    case "SCMP_ACT_ALLOW": return .allow
    case "SCMP_ACT_KILL_PROCESS": return .killProcess
    // EPERM if none is given (OCI runtime specification).
    case "SCMP_ACT_ERRNO": return .fail(errno: errno ?? 1)
    default:
      throw .configuration(
        "\(path): action \"\(name)\" is not one of SCMP_ACT_ALLOW, SCMP_ACT_ERRNO, SCMP_ACT_KILL_PROCESS"
      )
    }
  }

  private static func test(_ argument: Entry.Argument, path: String) throws(SandboxError) -> SeccompProfile.ArgumentTest
  {
    guard argument.index < 6 else { throw .configuration("\(path): an argument's index must be 0 to 5") }
    let comparison: SeccompProfile.ArgumentTest.Comparison
    switch argument.op {
    case "SCMP_CMP_EQ": comparison = .equal
    case "SCMP_CMP_MASKED_EQ": comparison = .maskedEqual
    default: throw .configuration("\(path): op \"\(argument.op)\" is not one of SCMP_CMP_EQ, SCMP_CMP_MASKED_EQ")
    }
    return SeccompProfile.ArgumentTest(
      index: argument.index,
      comparison: comparison,
      value: argument.value,
      valueTwo: argument.valueTwo ?? 0
    )
  }
}
