package import Upstream

extension UpstreamClient {
  /// A client of a server on this machine.
  ///
  /// - Parameters:
  ///   - host: The server's name or address.
  ///   - port: Its port.
  ///   - scheme: `http` or `https`.
  ///   - path: What stands before all targets.
  ///   - key: The key of the Gemini API; nil for the caller's.
  ///   - limits: How long it may take; long, for a busy machine.
  ///   - proxy: What stands before it.
  ///   - trust: Whose signature its certificate must have.
  /// - Throws: For what is not an address.
  package convenience init(
    host: String = "127.0.0.1",
    port: Int,
    scheme: String = "http",
    path: String = "",
    key: String? = nil,
    limits: UpstreamLimits = UpstreamLimits(connect: .seconds(50), idle: .seconds(50)),
    proxy: UpstreamProxy? = nil,
    trust: UpstreamTrust = .system
  ) throws {
    self.init(
      try UpstreamAddress("\(scheme)://\(host):\(port)\(path)"),
      key: key,
      limits: limits,
      proxy: proxy,
      trust: trust
    )
  }

  /// Asks with GET, without headers of its own.
  ///
  /// - Parameter target: Path and query.
  /// - Returns: The answer.
  /// - Throws: As `send`.
  package func get(_ target: String = "/") async throws(UpstreamFailure) -> UpstreamAnswer {
    try await send(method: "GET", target: target, headers: [], body: [])
  }
}
