import Foundation
import Glibc

/// A `pollux serve` of a test.
package final class ServerProcess: TestServer {
  /// What a suite wants of its server.
  package struct SetUp {
    /// New values of `sandbox.yaml` by key; nil starts with the project's own file.
    package var changes: [String: String]?
    /// Whether all libraries are imported at the start; with the project's own file they are.
    package var preload = false
    /// The folder of fixtures below this one; nil for the built-in script.
    package var fixtures: String?
    /// Where uploaded files are kept; nil for a directory of its own that goes with it.
    package var data: String?
    /// The `pollux` to start; nil for this build's.
    package var executable: String?
    /// Variables it gets.
    package var environment: [String: String]
    package var logLevel: String
    /// Further changes of its configuration, where that is a copy.
    package var edit: @Sendable (SandboxConfigCopy) throws -> Void = { _ in }
    /// A command that starts the one that follows it in its own place.
    package var through: [String] = []
    /// Whether it is ready only when all libraries are imported.
    package var waitsForTiers: Bool

    package init(
      changes: [String: String]? = nil,
      preload: Bool = false,
      fixtures: String? = nil,
      data: String? = nil,
      executable: String? = nil,
      environment: [String: String] = [:],
      logLevel: String = "warning",
      through: [String] = [],
      waitsForTiers: Bool = true,
      edit: @escaping @Sendable (SandboxConfigCopy) throws -> Void = { _ in }
    ) {
      self.edit = edit
      self.through = through
      self.waitsForTiers = waitsForTiers
      (self.changes, self.preload, self.fixtures) = (changes, preload, fixtures)
      (self.data, self.environment, self.logLevel) = (data, environment, logLevel)
      self.executable = executable
    }
  }

  private static let readyLimit = Duration.seconds(90)

  package let program: RunningProgram
  package let readyLine: String
  package let port: UInt16
  /// Launcher and fork server: what is there while nothing runs.
  package var processesAtRest: Set<ProcessIdentity> { tracesAtRest.processes }
  /// What else is there then.
  package let tracesAtRest: ServerTraces
  /// How many sessions wait for their use while nothing runs.
  let parkedAtRest: Int
  private let key: String?
  private let configuration: SandboxConfigCopy?

  /// Starts a server and waits until it takes code.
  ///
  /// - Parameter setUp: What is special about it.
  /// - Throws: A failure with all it printed where it does not become ready.
  package init(_ setUp: SetUp = SetUp()) async throws {
    configuration = try setUp.changes.map { changes in
      let copy = try SandboxConfigCopy(changes, preload: setUp.preload)
      try setUp.edit(copy)
      return copy
    }
    var arguments = ["serve", "--port", "0", "--log-level", setUp.logLevel]
    if let configuration { arguments += ["--sandbox-config", configuration.path] }
    if let fixtures = setUp.fixtures {
      arguments += ["--fixtures", Repository.root.appending(path: "Tests/IntegrationTests/\(fixtures)").path]
    }
    if let data = setUp.data { arguments += ["--data", data] }
    let executable = try setUp.executable ?? Repository.executable("pollux")
    let command = setUp.through + [executable] + arguments
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
    let key = setUp.environment["POLLUX_API_KEYS"]?.split(separator: ",").first.map { String($0) }
    self.key = key
    if setUp.waitsForTiers {
      try await Self.waitForTiers(port: port)
      parkedAtRest = try await Self.waitForParked(port: port, key: key)
    } else {
      parkedAtRest = 0
    }
    tracesAtRest = try ServerTraces(of: program.id)
  }

  /// Waits until every tier's libraries are imported: until then there are fewer processes than at rest.
  private static func waitForTiers(port: UInt16) async throws {
    var answer = ""
    let isWarm = try await eventually(within: readyLimit) {
      let response = try await onOwnThread {
        let connection = try HTTPConnection(port: port)
        try connection.send(method: "GET", target: "/ready?tier=full", headers: [:], body: "")
        return try connection.readAnswer()
      }
      answer = response.text
      return response.status == 200
    }
    guard isWarm else { throw TestFailure("the tiers did not become ready: \(answer)") }
  }

  /// Waits until as many sessions are parked as shall be.
  private static func waitForParked(port: UInt16, key: String?) async throws -> Int {
    var parked = (now: 0, limit: 0)
    let isFull = try await eventually(within: readyLimit) {
      parked = try await self.parked(port: port, key: key)
      return parked.now == parked.limit
    }
    guard isFull else { throw TestFailure("only \(parked.now) of \(parked.limit) sessions are parked") }
    return parked.limit
  }

  private static func parked(port: UInt16, key: String?) async throws -> (now: Int, limit: Int) {
    let headers = key.map { ["x-goog-api-key": $0] } ?? [:]
    let text = try await onOwnThread {
      let connection = try HTTPConnection(port: port)
      try connection.send(method: "GET", target: "/metrics", headers: headers, body: "")
      return try connection.readAnswer().text
    }
    func gauge(_ name: String) -> Int {
      let line = text.split(separator: "\n").last { $0.hasPrefix("pollux_sandbox_sessions_\(name) ") }
      return line.flatMap { $0.split(separator: " ").last }.flatMap { Int($0) } ?? 0
    }
    return (gauge("parked"), gauge("parked_limit"))
  }

  /// Whether as many sessions wait as at rest.
  func hasParkedAll() async throws -> Bool {
    if parkedAtRest == 0 { return true }
    return try await Self.parked(port: port, key: key).now == parkedAtRest
  }

  /// The processes of the sandbox at this moment.
  package func processes() throws -> Set<ProcessIdentity> {
    try ProcessTree.descendants(of: program.id)
  }

  /// Whether every process of user code is gone, or goes in the time a kill may take.
  package func comesToRest(within limit: Duration = .seconds(10)) async throws -> Bool {
    try await eventually(within: limit) {
      // Parked sessions come and go; what must be the same is how many there are.
      guard parkedAtRest > 0 else { return try processes() == processesAtRest }
      let isFull = try await hasParkedAll()
      return try isFull && processes().count == processesAtRest.count
    }
  }

  /// Stops the server as an operator does.
  ///
  /// - Throws: Where it does not end with 0, or leaves a process.
  package func stop() async throws {
    let sandbox = try processes()
    program.send(SIGTERM)
    let outcome = try await program.outcome(within: .seconds(30))
    guard outcome.ending == .exited(0) else { throw TestFailure("the server ended badly: \(outcome.everything)") }
    guard try await eventually(within: .seconds(10), { try ProcessTree.survivors(of: sandbox).isEmpty }) else {
      throw TestFailure("processes of the sandbox outlive their server: \(try ProcessTree.survivors(of: sandbox))")
    }
  }
}
