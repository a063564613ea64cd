import ArgumentParser
import Foundation
import Service

/// `pollux fixtures`: the script of the model.
struct FixturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fixtures",
    abstract: "Start, check and explain the script of the model.",
    subcommands: [
      FixturesInitCommand.self, FixturesCheckCommand.self, FixturesExplainCommand.self, FixturesAddCommand.self,
      FixturesSchemaCommand.self,
    ]
  )
}

/// `pollux fixtures init`: a commented example that works as it is.
struct FixturesInitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write commented example fixtures to start from.",
    discussion: """
      The directory is created if it is missing; one that is not empty is left alone.

      Examples:
        pollux fixtures init my-fixtures
        pollux serve --fixtures my-fixtures

      Exit codes: 0 written, 64 the directory is not empty or cannot be written, 78 no example is installed.
      """
  )

  @Argument(help: ArgumentHelp("Where to write it.", valueName: "directory"))
  var directory: String

  @OptionGroup var settings: SettingOptions<SandboxFileSettings>

  func run() throws {
    let source: String
    do {
      source = try SandboxConfigDirectory.find(named: settings.read().sandboxConfig) + "/example-fixtures"
    } catch {
      Output.failure(error.message)
      throw ExitCode(error.exitCode)
    }
    guard try CommandFiles.isEmpty(directory) else {
      Output.failure("\(directory) is not empty, and nothing is overwritten. Name a new or empty directory.")
      throw ExitCode(64)
    }
    for path in try CommandFiles.copy(from: source, to: directory) { Output.line(path) }
    Output.note("edit the files, and start with: pollux serve --fixtures \(directory)")
  }
}

/// `pollux fixtures check`: loads fixtures as a server would.
struct FixturesCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Say what is wrong with the fixtures of a directory.",
    discussion: "Exit codes: 0 a server would start with them, 78 it would not; each problem has file, line and column."
  )

  @Argument(help: ArgumentHelp("The directory of fixtures.", valueName: "directory"))
  var directory: String

  func run() throws {
    do throws(ServiceFailure) {
      let count = try fixtureCount(directory: directory)
      Output.line("\(directory): \(count) \(count == 1 ? "fixture" : "fixtures"), nothing wrong")
    } catch {
      Output.failure(error.message)
      throw ExitCode(error.exitCode)
    }
  }
}
