import ArgumentParser
import Foundation
import Glibc
import Service

/// `pollux exec -- COMMAND`: a server for the length of a command.
struct ExecCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exec",
    abstract: "Run a command beside a server of its own.",
    discussion: """
      Starts a server on a free port, with a data directory of its own that is removed afterwards; runs the command \
      with GOOGLE_GEMINI_BASE_URL, GOOGLE_VERTEX_BASE_URL and POLLUX_URL set to it (and GEMINI_API_KEY, where you have \
      none); stops the server; and ends as the command did.

      Examples:
        pollux exec -- pytest
        pollux exec --fixtures tests/fixtures --server-option=--seed=7 -- npm test

      Exit codes: the command's, 128 and its number for a signal; 69 or 78 where the server did not start, 127 where \
      there is no such command.
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
    // Both names are read by SDKs, which warn where both are set.
    if environment["GOOGLE_API_KEY"] == nil, environment["GEMINI_API_KEY"] == nil {
      environment["GEMINI_API_KEY"] = "any"
    }
    return environment
  }
}

/// `pollux env`: what a shell needs to use a running server.
struct EnvCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "env",
    abstract: "Print what points SDKs at a running server, for eval.",
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
