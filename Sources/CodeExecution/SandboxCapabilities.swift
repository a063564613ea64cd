package import GeminiAPI
package import SandboxHost
import SandboxProtocol

/// What isolates the code that runs here, as `/_pollux/capabilities` and `pollux doctor --format json` say it.
package struct SandboxCapabilities: Sendable, Hashable, JSONWritable {
  private let report: IsolationReport
  private let profile: SandboxProfile?
  private let tiers: [SandboxLoad.Tier]

  /// - Parameters:
  ///   - report: What trying the layers showed.
  ///   - profile: The limits of sessions; nil leaves them out.
  ///   - tiers: The fork servers; none leaves them out.
  package init(report: IsolationReport, profile: SandboxProfile?, tiers: [SandboxLoad.Tier] = []) {
    (self.report, self.profile, self.tiers) = (report, profile, tiers)
  }

  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("isolation")
      if let level = report.level { writer.string(level.rawValue) } else { writer.value(.null) }
      writer.key("kernel")
      writer.string(report.kernel)
      writer.key("cgroup")
      if let cgroup = report.cgroup { writer.string(cgroup) } else { writer.value(.null) }
      writer.key("landlockAbi")
      writer.integer(Int(report.landlockABI))
      writer.key("pythonVersion")
      writer.string(report.pythonVersion)
      writer.key("layers")
      writer.array(report.layers) { Self.write($1, to: &$0) }
      if let profile { writeLimits(of: profile, to: &writer) }
      guard !tiers.isEmpty else { return }
      writer.key("tiers")
      writer.array(tiers) { Self.write($1, to: &$0) }
    }
  }

  private static func write(_ tier: SandboxLoad.Tier, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("name")
      writer.string(tier.name)
      writer.key("ready")
      writer.bool(tier.isWarm)
      writer.key("memoryBytes")
      writer.integer(Int(clamping: tier.memoryByteCount))
      writer.key("parkedSessions")
      writer.integer(tier.parkedSessions)
    }
  }

  private static func write(_ layer: IsolationReport.Layer, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("name")
      writer.string(layer.layer.rawValue)
      writer.key("held")
      if let isHeld = layer.isHeld { writer.bool(isHeld) } else { writer.value(.null) }
      writer.key("summary")
      writer.string(layer.layer.summary)
      writer.key("tried")
      writer.string(layer.detail)
      guard !layer.remedy.isEmpty else { return }
      writer.key("remedy")
      writer.string(layer.remedy)
    }
  }

  private func writeLimits(of profile: SandboxProfile, to writer: inout JSONWriter) {
    let hasCgroup = report.level == .full
    writer.key("limits")
    writer.object { writer in
      let entries: [(String, UInt64)] = [
        ("blockMilliseconds", profile.blockMilliseconds),
        ("addressSpaceBytes", profile.limits.addressSpace),
        ("processes", profile.limits.processes),
        ("workBytes", profile.limits.workSize),
        ("outputBytes", UInt64(profile.outputByteCount)),
        ("sessions", UInt64(profile.sessionCount)),
      ]
      for (name, value) in entries + (hasCgroup ? [("memoryBytes", profile.memoryByteCount)] : []) {
        writer.key(name)
        writer.integer(Int(clamping: value))
      }
      guard hasCgroup else { return }
      writer.key("processors")
      writer.double(Double(profile.milliprocessors) / 1000)
    }
  }
}
