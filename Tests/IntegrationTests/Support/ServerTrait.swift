import Testing

/// A server for the length of a suite: the import of all libraries is paid once.
struct ServerTrait: SuiteTrait, TestScoping {
  @TaskLocal fileprivate static var current: ServerProcess?

  let setUp: ServerProcess.SetUp

  func provideScope(
    for test: Test,
    testCase: Test.Case?,
    performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    let server = try await ServerProcess(setUp)
    try await Self.$current.withValue(server) { try await function() }
    try await server.stop()
  }
}

extension Trait where Self == ServerTrait {
  /// Starts a server before the suite and stops it behind it; a server that stops badly fails the suite.
  ///
  /// - Parameters:
  ///   - changes: New values of `sandbox.yaml` by key; nil takes the project's own file, with all libraries imported.
  ///   - preload: Whether all libraries are imported all the same.
  ///   - fixtures: The folder of fixtures beside the tests; nil for the built-in script.
  ///   - environment: Settings by environment variables.
  ///   - through: A command that starts the one that follows it in its own place.
  /// - Returns: The trait.
  static func server(
    changes: [String: String]? = nil,
    preload: Bool = false,
    fixtures: String? = nil,
    environment: [String: String] = [:],
    through: [String] = []
  ) -> ServerTrait {
    ServerTrait(
      setUp: ServerProcess.SetUp(
        changes: changes,
        preload: preload,
        fixtures: fixtures,
        environment: environment,
        through: through
      )
    )
  }
}

extension ServerProcess {
  /// The server of the suite at hand.
  static var current: ServerProcess {
    get throws { try #require(ServerTrait.current, "the suite has no .server() trait") }
  }
}
