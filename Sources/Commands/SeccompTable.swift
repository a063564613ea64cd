import SandboxHost

/// A seccomp filter as a table for people and `grep`, with one rule a line.
enum SeccompTable {
  /// - Parameter report: The filter.
  /// - Returns: The head, the rules by name, and the names without a call.
  static func text(of report: SeccompReport) -> String {
    var lines = [
      "architecture         \(report.architecture)",
      "default action       \(text(of: report.defaultAction))",
      "other architectures  \(text(of: report.otherArchitectures))",
      "filter               \(report.instructions) BPF instructions, by libseccomp \(report.libseccomp)",
      "",
    ]
    lines += TextTable.lines(
      [["CALL", "NUMBER", "ACTION", "WHEN"]]
        + report.rules.map { rule in
          [
            rule.name, String(rule.number), text(of: rule.action),
            rule.conditions.map(text(of:)).joined(separator: " and "),
          ]
        }
    )
    lines += names(report.unknownNames, "Not known to libseccomp \(report.libseccomp)")
    lines += names(report.otherArchitectureNames, "Not known on \(report.architecture)")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func names(_ names: [String], _ head: String) -> [String] {
    names.isEmpty ? [] : ["", "\(head): the default action applies"] + names.map { "  \($0)" }
  }

  private static func text(of action: SeccompReport.Action) -> String {
    switch action.kind {
    case .allow: "allow"
    case .kill: "kill"
    case .errno: "errno \(action.errnoName ?? action.errno.map(String.init) ?? "?")"
    }
  }

  private static func text(of condition: SeccompReport.Condition) -> String {
    let argument = "arg\(condition.argument)"
    let value = hexadecimal(condition.value)
    switch condition.mask {
    case .max: return "\(argument) == \(value)"
    // The kernel's own view of an argument that is an int.
    case UInt64(UInt32.max): return "(int)\(argument) == \(value)"
    default: return "(\(argument) & \(hexadecimal(condition.mask))) == \(value)"
    }
  }

  private static func hexadecimal(_ value: UInt64) -> String {
    "0x" + String(value, radix: 16)
  }
}
