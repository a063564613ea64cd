import Foundation
import Glibc

/// A `pollux serve` of a test.
final class ServerProcess: Sendable {
  /// What a suite wants of its server.
  struct SetUp {
    /// New values of `sandbox.yaml` by key; nil starts with the project's own file.
    var changes: [String: String]?
    /// Whether all libraries are imported at the start; with the project's own file they are.
    var preload = false
    /// The folder of fixtures below this one; nil for the built-in script.
    var fixtures: String?
    /// Where uploaded files are kept; nil for a directory of its own that goes with it.
    var data: String?
    /// Variables it gets.
    var environment: [String: String] = [:]
    var logLevel = "warning"
    /// A command that starts the one that follows it in its own place.
    var through: [String] = []
  }

  private static let readyLimit = Duration.seconds(90)

  let program: RunningProgram
  let readyLine: String
  let port: UInt16
  /// Launcher and fork server: what is there while nothing runs.
  let processesAtRest: Set<ProcessIdentity>
  private let configuration: SandboxConfigCopy?

  var url: String { "http://127.0.0.1:\(port)" }

  /// Starts a server and waits until it takes code.
  ///
  /// - Parameter setUp: What is special about it.
  /// - Throws: A failure with all it printed where it does not become ready.
  init(_ setUp: SetUp = SetUp()) async throws {
    configuration = try setUp.changes.map { try SandboxConfigCopy($0, preload: setUp.preload) }
    var arguments = ["serve", "--port", "0", "--log-level", setUp.logLevel]
    if let configuration { arguments += ["--sandbox-config", configuration.path] }
    if let fixtures = setUp.fixtures {
      arguments += ["--fixtures", Repository.root.appending(path: "Tests/IntegrationTests/\(fixtures)").path]
    }
    if let data = setUp.data { arguments += ["--data", data] }
    let command = setUp.through + [try Repository.executable("pollux")] + arguments
    let program = try RunningProgram(command[0], Array(command.dropFirst()), environment: setUp.environment)
    let isSettled = try await eventually(within: Self.readyLimit) {
      program.output.contains("\n") || program.ending != nil
    }
    let line = program.output.components(separatedBy: "\n")[0]
    guard isSettled, let port = line.firstMatch(of: #/ready: http://127\.0\.0\.1:(\d+) /#).flatMap({ UInt16($0.1) })
    else {
      program.send(SIGKILL)
      throw TestFailure("the server did not become ready:\n\(program.output)\n\(program.errors)")
    }
    self.program = program
    self.port = port
    readyLine = line
    processesAtRest = try ProcessTree.descendants(of: program.id)
  }

  /// The processes of the sandbox at this moment.
  func processes() throws -> Set<ProcessIdentity> {
    try ProcessTree.descendants(of: program.id)
  }

  /// Whether every process of user code is gone, or goes in the time a kill may take.
  func comesToRest(within limit: Duration = .seconds(10)) async throws -> Bool {
    try await eventually(within: limit) { try processes() == processesAtRest }
  }

  /// Stops the server as an operator does.
  ///
  /// - Throws: Where it does not end with 0, or leaves a process.
  func stop() async throws {
    let sandbox = try processes()
    program.send(SIGTERM)
    let outcome = try await program.outcome(within: .seconds(30))
    guard outcome.ending == .exited(0) else { throw TestFailure("the server ended badly: \(outcome.everything)") }
    guard try await eventually(within: .seconds(10), { try ProcessTree.survivors(of: sandbox).isEmpty }) else {
      throw TestFailure("processes of the sandbox outlive their server: \(try ProcessTree.survivors(of: sandbox))")
    }
  }
}
