import ArgumentParser
import Foundation
import Glibc
import Service

/// `pollux exec -- COMMAND`: a server for the length of a command.
struct ExecCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exec",
    abstract: "Run a command next to a server of its own.",
    discussion: """
      Starts a server on a free port with a temporary data directory; runs the command with GOOGLE_GEMINI_BASE_URL, \
      GOOGLE_VERTEX_BASE_URL and POLLUX_URL set to it (and GEMINI_API_KEY, if you have no key); stops the server; and \
      exits as the command did.

      Examples:
        pollux exec -- pytest
        pollux exec --fixtures tests/fixtures --server-option=--seed=7 -- npm test

      Exit codes: the command's, or 128 plus the number of the signal that ended it; 69 or 78 if the server did not \
      start; 127 if the command does not exist.
      """
  )

  @OptionGroup var settings: SettingOptions<ExecSettings>

  @Option(
    name: .customLong("server-option"),
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Any other option of pollux serve; may be given several times.", valueName: "option")
  )
  var serverOptions: [String] = []

  @Flag(help: "Wait until the largest set of libraries is imported.")
  var warm = false

  @Argument(parsing: .captureForPassthrough, help: ArgumentHelp("The command and its arguments.", valueName: "command"))
  var command: [String] = []

  func run() async throws {
    // What is captured for the command is not looked at by the parser, its own help included.
    if ["--help", "-h"].contains(command.first) { throw CleanExit.helpRequest(Self.self) }
    if let first = command.first, first.hasPrefix("-"), first != "--" {
      throw ValidationError("Unknown option '\(first)'; write options of pollux serve as --server-option=\(first)")
    }
    let words = command.first == "--" ? Array(command.dropFirst()) : command
    guard !words.isEmpty else { throw ValidationError("Name the command to run: pollux exec -- pytest") }
    let server = try ServerChild.start(options: serverOptions + settings.arguments)
    defer { server.stop() }
    if warm { try await server.waitUntilWarm() }
    throw ExitCode(try ChildCommand.run(words, environment: environment(server.url)))
  }

  private func environment(_ url: String) -> [String: String] {
    var environment = ProcessInfo.processInfo.environment
    for name in ["GOOGLE_GEMINI_BASE_URL", "GOOGLE_VERTEX_BASE_URL", "POLLUX_URL"] { environment[name] = url }
    // SDKs read both names, and warn if both are set.
    if environment["GOOGLE_API_KEY"] == nil, environment["GEMINI_API_KEY"] == nil {
      environment["GEMINI_API_KEY"] = "any"
    }
    return environment
  }
}

/// `pollux env`: the variables that a shell needs to use a running server.
struct EnvCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "env",
    abstract: "Print the variables that point SDKs at a running server, for eval.",
    discussion: "Example:\n  eval \"$(pollux env --port 8080)\""
  )

  @Option(help: ArgumentHelp("The server's port.", valueName: "number"))
  var port = 8080

  @Option(help: ArgumentHelp("The server's address.", valueName: "address"))
  var host = "127.0.0.1"

  func run() throws {
    let url = "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    for name in ["GOOGLE_GEMINI_BASE_URL", "GOOGLE_VERTEX_BASE_URL", "POLLUX_URL"] {
      Output.line("export \(name)=\(url)")
    }
    Output.line("export GEMINI_API_KEY=any")
  }
}
