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
  ///   - fixtures: The folder of fixtures beside the tests; nil for the built-in script.
  ///   - environment: Settings by environment variables.
  ///   - preload: Whether all libraries are imported with changes too.
  ///   - edit: Further changes of the configuration, where there are changes.
  /// - Returns: The trait.
  package static func server(
    changes: [String: String]? = nil,
    fixtures: String? = nil,
    environment: [String: String] = [:],
    preload: Bool = false,
    edit: @escaping @Sendable (SandboxConfigCopy) throws -> Void = { _ in }
  ) -> ServerTrait {
    ServerTrait(
      setUp: ServerProcess.SetUp(
        changes: changes,
        preload: preload,
        fixtures: fixtures,
        environment: environment,
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
