import Glibc

/// What `pollux-sandbox` is, by its first argument.
package enum SandboxProgram {
  /// The argument that makes the executable the fork server; without it, it is the launcher.
  static let forkServerArgument = "fork-server"

  /// Runs the launcher or the fork server until it ends.
  /// - Parameter arguments: The process's arguments.
  package static func run(arguments: [String]) -> Never {
    switch arguments.dropFirst().first {
    case nil:
      Launcher.run()
    case forkServerArgument:
      ForkServer.run()
    default:
      let text = "pollux-sandbox is started by pollux and takes no arguments; see `pollux run --help`\n"
      _ = text.withCString { write(2, $0, strlen($0)) }
      exit(64)
    }
  }
}
