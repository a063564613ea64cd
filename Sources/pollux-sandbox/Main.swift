import SandboxGuest

/// The launcher and, exec'd again inside the namespaces, the fork server.
///
/// Synchronous, one thread: it forks.
@main
enum Main {
  static func main() {
    SandboxProgram.run(arguments: CommandLine.arguments)
  }
}
