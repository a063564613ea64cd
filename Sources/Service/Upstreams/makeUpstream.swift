import FoundationEssentials
import ModelBackends
import ServiceLifecycle
package import Upstream

/// Makes the client of a server with the Gemini API.
///
/// - Parameter address: `https://generativelanguage.googleapis.com`.
/// - Returns: The client; its requests carry the key in `POLLUX_UPSTREAM_KEY`, where there is one.
/// - Throws: For what is not the address of a server, and for a proxy in the environment that cannot be used.
package func makeUpstream(_ address: String) throws(UpstreamFailure) -> UpstreamClient {
  try makeUpstream(address, key: ProcessInfo.processInfo.environment["POLLUX_UPSTREAM_KEY"])
}

/// Makes the client of a server of a plan.
///
/// - Parameter server: Says where it is.
/// - Returns: The client; only the Gemini API's has the key, chat completions send theirs themselves.
/// - Throws: A configuration failure, as above.
func makeClient(_ server: UpstreamPlan.Server) throws(ServiceFailure) -> UpstreamClient {
  do throws(UpstreamFailure) {
    return try makeUpstream(server.address, key: server.api == .gemini ? server.key : nil)
  } catch {
    throw .configuration(error.description)
  }
}

private func makeUpstream(_ text: String, key: String?) throws(UpstreamFailure) -> UpstreamClient {
  let address = try UpstreamAddress(text)
  return UpstreamClient(
    address,
    key: key,
    limits: UpstreamLimits(connect: .seconds(10), idle: .seconds(300)),
    proxy: try UpstreamProxy.find(for: address, in: ProcessInfo.processInfo.environment),
    trust: .system
  )
}

/// Closes the connections to other servers once nobody uses them any more.
struct UpstreamService: Service {
  let clients: [UpstreamClient]

  func run() async throws {
    // What ends the wait otherwise is the end of the server, too.
    try? await gracefulShutdown()
    for client in clients { await client.shutDown() }
  }
}
