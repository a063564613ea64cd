@testable import Upstream

extension UpstreamClient {
  /// A client of a server on this machine.
  convenience init(
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

  func get(_ target: String = "/") async throws(UpstreamFailure) -> UpstreamAnswer {
    try await send(method: "GET", target: target, headers: [], body: [])
  }
}
