import ArgumentParser
import Foundation
import SandboxHost
import Service

/// `pollux profile`: the system calls that user code may make on this machine.
struct ProfileCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile",
    abstract: "Print the seccomp filter that user code runs under on this machine.",
    discussion: """
      The rules are those of seccomp.json in sandbox-config; the answer is libseccomp's, which compiles the filter as \
      a start of the server does. Each line is a system call, what happens to it, and which values its arguments must \
      have for that. Whatever has no line, or is called with other values, gets the default action.

      Examples:
        pollux profile
        pollux profile | grep -w clone
        pollux profile --format json | jq -r '.rules[] | select(.action.kind == "allow") | .name'
        pollux profile --format pfc         the filter in libseccomp's own words
        pollux profile --sandbox-config my-config

      Exit codes: 0 printed, 64 usage, 69 pollux-sandbox does not answer, 78 the configuration is wrong.
      """
  )

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json, pfc
  }

  @Option(help: "How to print it.")
  var format = Format.table

  @OptionGroup var settings: SettingOptions<SandboxFileSettings>

  func run() async throws {
    try await tellingFailures {
      let (profile, paths) = try settings.read().sandboxParts()
      try print(try SeccompReport.make(for: profile, paths: paths))
    }
  }

  private func print(_ report: SeccompReport) throws {
    switch format {
    case .table: Output.bytes(Array(SeccompTable.text(of: report).utf8))
    case .pfc: Output.bytes(Array(report.pseudoCode.utf8))
    case .json:
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      Output.line(String(decoding: try encoder.encode(report), as: UTF8.self))
    }
  }
}
