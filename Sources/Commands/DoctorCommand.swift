import ArgumentParser
import CodeExecution
import GeminiAPI
import Logging
import SandboxHost
import SandboxProtocol
import Service

/// `pollux doctor`: what this machine can isolate code with.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say which layers of isolation this machine allows, and how to get the others.",
    discussion: """
      Starts an empty sandbox, tries the forbidden action against every layer, and prints what held. `full` needs every \
      layer; `user` works without a cgroup and without ids of its own; `restricted` needs no namespaces.

      Examples:
        pollux doctor
        pollux doctor --isolation full
        pollux doctor --format json

      Exit codes: 0 the level is available, 1 it is not, 78 the sandbox is not set up.
      """
  )

  @Option(help: "table or json.")
  var format: ReportFormat = .table

  @OptionGroup var settings: SettingOptions<SandboxSettings>

  func run() async throws {
    do {
      let (profile, paths) = try settings.read().sandboxParts()
      var logger = Logger(label: "pollux", factory: { StreamLogHandler.standardError(label: $0) })
      logger.logLevel = .error
      let report = try await IsolationExamination.run(profile: profile, paths: paths, logger: logger)
      Output.line(
        format == .json
          ? String(decoding: SandboxCapabilities(report: report, profile: nil).json(pretty: true), as: UTF8.self)
          : IsolationTable.text(of: report, for: profile)
      )
      if report.level == nil { throw ExitCode(1) }
    } catch let error as SandboxError {
      Output.failure(error.description)
      throw ExitCode(78)
    } catch let error as ServiceFailure {
      Output.failure(error.message)
      throw ExitCode(error.exitCode)
    }
  }
}

/// How a report is printed.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
  case table
  case json
}

/// A report as a table for people.
enum IsolationTable {
  static func text(of report: IsolationReport, for profile: SandboxProfile) -> String {
    let levels: [IsolationLevel] = profile.isolation == .best ? [.full, .user] : profile.isolation.levels
    var rows = [["layer", "what it does"] + levels.map(\.rawValue) + ["found", "tried"]]
    for layer in report.layers {
      let wanted = levels.map { level in
        level.required.contains(layer.layer) ? "needs it" : level.desired.contains(layer.layer) ? "if there" : "-"
      }
      let found = layer.isHeld.map { $0 ? "yes" : "NO" } ?? "-"
      rows.append([layer.layer.rawValue, layer.layer.summary] + wanted + [found, layer.detail])
    }
    let facts = """
      kernel \(report.kernel) · \(report.cgroup ?? "no cgroup for sessions") · \
      Landlock \(report.landlockABI == 0 ? "none" : "ABI \(report.landlockABI)") · Python \(report.pythonVersion)
      """
    let verdicts = levels.map { verdict(on: $0, report) }
    return ([facts, ""] + TextTable.lines(rows) + [""] + verdicts).joined(separator: "\n")
  }

  private static func verdict(on level: IsolationLevel, _ report: IsolationReport) -> String {
    let missing = report.missing(for: level)
    guard !missing.isEmpty else { return "\(level.rawValue): available" }
    var lines = ["\(level.rawValue): unavailable; missing: \(missing.map(\.layer.rawValue).joined(separator: ", "))"]
    for remedy in missing.map(\.remedy) where !remedy.isEmpty && !lines.contains("  \(remedy)") {
      lines.append("  \(remedy)")
    }
    return lines.joined(separator: "\n")
  }
}
