package import Testing

/// A server for the length of a suite: the import of all libraries is paid once.
package struct ServerTrait: SuiteTrait, TestScoping {
  @TaskLocal fileprivate static var current: ServerProcess?

  package let setUp: ServerProcess.SetUp

  package func provideScope(
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
  ///   - edit: Further changes of the configuration, where there are changes.
  /// - Returns: The trait.
  package static func server(
    changes: [String: String]? = nil,
    preload: Bool = false,
    fixtures: String? = nil,
    environment: [String: String] = [:],
    through: [String] = [],
    edit: @escaping @Sendable (SandboxConfigCopy) throws -> Void = { _ in }
  ) -> ServerTrait {
    ServerTrait(
      setUp: ServerProcess.SetUp(
        changes: changes,
        preload: preload,
        fixtures: fixtures,
        environment: environment,
        through: through,
        edit: edit
      )
    )
  }
}

extension ServerProcess {
  /// The server of the suite at hand.
  package static var current: ServerProcess {
    get throws { try #require(ServerTrait.current, "the suite has no .server() trait") }
  }
}
