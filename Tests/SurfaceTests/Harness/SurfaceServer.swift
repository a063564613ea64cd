import Foundation
import Logging
import ModelBackends
import Service
import TestSupport
import Testing

/// The whole service of `pollux serve` in the test's process, on a free port of loopback, with no jail behind it.
final class SurfaceServer: TestServer {
  /// What a suite wants of its server.
  struct SetUp {
    /// The folder of fixtures below `Tests/IntegrationTests`; nil for the built-in script.
    var fixtures: String?
    /// Variables that set it.
    var environment: [String: String] = [:]
    /// What blocks of code print, by the code.
    var outputs: [String: WrittenExecutor.Output] = [:]
    /// What answers; nil for the script.
    var backend: (any ModelBackend)?
    /// Where the server logs; nil for nowhere.
    var log: (any LogHandler)?
  }

  let port: UInt16
  private let stopping: AsyncStream<Void>.Continuation
  private let running: Task<Void, any Error>

  /// Starts a server and waits until it takes code.
  ///
  /// - Parameter setUp: What is special about it.
  /// - Throws: Why it does not start.
  init(_ setUp: SetUp = SetUp()) async throws {
    var variables = ["POLLUX_PORT": "0", "POLLUX_SANDBOX_CONFIG": Repository.sandboxConfig.path]
    if let fixtures = setUp.fixtures {
      variables["POLLUX_FIXTURES"] = Repository.root.appending(path: "Tests/IntegrationTests/\(fixtures)").path
    }
    var settings = try ServiceSettings(
      Setting.all,
      flags: [:],
      environment: variables.merging(setUp.environment) { $1 }
    )
    settings.hasTemporaryData = settings.data == nil
    let service = try await buildService(
      settings: settings,
      logger: Logger(label: "pollux") { _ in setUp.log ?? SwiftLogNoOpLogHandler() },
      executor: WrittenExecutor(outputs: setUp.outputs),
      backend: setUp.backend
    )
    let (stops, stopping) = AsyncStream<Void>.makeStream()
    let (lines, line) = AsyncStream<String>.makeStream()
    let running = Task {
      // Without a line, whoever waits for one looks for the reason here.
      defer { line.finish() }
      try await service.run(announce: { line.yield($0) }, until: { for await _ in stops {} })
    }
    let ready = await lines.first { _ in true } ?? ""
    guard let port = ready.firstMatch(of: #/ready: http://127\.0\.0\.1:(\d+) /#).flatMap({ UInt16($0.1) }) else {
      try await running.value
      throw TestFailure("the server is not ready: \(ready)")
    }
    (self.port, self.stopping, self.running) = (port, stopping, running)
  }

  /// Stops the server as an operator does.
  ///
  /// - Throws: Where it ends with an error.
  func stop() async throws {
    stopping.finish()
    try await running.value
  }
}

/// A server for each test of a suite.
struct SurfaceTrait: SuiteTrait, TestTrait, TestScoping {
  @TaskLocal fileprivate static var current: SurfaceServer?

  let setUp: SurfaceServer.SetUp
  var isRecursive: Bool { true }

  /// Its cases share the server of a test.
  func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? {
    test.isSuite || testCase != nil ? nil : self
  }

  func provideScope(
    for test: Test,
    testCase: Test.Case?,
    performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    let server = try await SurfaceServer(setUp)
    try await Self.$current.withValue(server) { try await function() }
    try await server.stop()
  }
}

extension Trait where Self == SurfaceTrait {
  /// Starts a server before each test and stops it behind it; a server that stops badly fails the test.
  ///
  /// - Parameters:
  ///   - fixtures: The folder of fixtures beside the integration tests; nil for the built-in script.
  ///   - environment: Settings by environment variables.
  ///   - outputs: What blocks of code print, by the code.
  /// - Returns: The trait.
  static func surface(
    fixtures: String? = nil,
    environment: [String: String] = [:],
    outputs: [String: WrittenExecutor.Output] = [:]
  ) -> SurfaceTrait {
    SurfaceTrait(setUp: SurfaceServer.SetUp(fixtures: fixtures, environment: environment, outputs: outputs))
  }
}

extension SurfaceServer {
  /// The server of the test at hand.
  static var current: SurfaceServer {
    get throws { try #require(SurfaceTrait.current, "the suite has no .surface() trait") }
  }
}

/// Every suite with a server in the test's process.
@Suite("In process", .timeLimit(.minutes(2)))
enum Surfaces {
  /// The suites on the built-in script and settings by default.
  @Suite(
    "As delivered",
    .surface(outputs: [
      "print(1)": "1\n", "print(2)": "2\n", "print(6 * 7)": "42\n",
      "import os\nprint(os.listdir(), open('input_file_0.csv').read())": .inputFiles,
    ])
  )
  enum AsDelivered {}
}
