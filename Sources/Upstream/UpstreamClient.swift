import AsyncHTTPClient
import GeminiAPI
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// How long a server may take.
package struct UpstreamLimits: Hashable, Sendable {
  /// Until there is a connection, TLS and a proxy's part of it included.
  package var connect: Duration
  /// Without a byte of the answer, or one of the request taken.
  package var idle: Duration

  package init(connect: Duration, idle: Duration) {
    (self.connect, self.idle) = (connect, idle)
  }
}

/// Whose signature on a server's certificate counts.
package enum UpstreamTrust: Hashable, Sendable {
  /// Those of the machine, `/etc/ssl/certs`.
  case system
  /// The authorities of a PEM file, and no others.
  case authorities(file: String)
}

/// The HTTP client: asks one server, the only way out of Pollux, and only where it is named.
///
/// Answers come as they are: redirects are refused and not followed, nothing is decompressed, nothing is asked twice.
/// Connections are kept for the next request for a short time. `shutDown` ends them; without it they end with the object.
package final class UpstreamClient: Sendable {
  /// Servers in Python and Node close an idle connection after 5 s: a request that goes out at that moment is lost.
  private static let rest = TimeAmount.seconds(4)
  /// The server bounds what it does at once by its own clients; this one must not be a second, lower bound.
  private static let connections = 1 << 16
  /// Headers that belong to one connection, or that the other side makes anew.
  private static let dropped: Set<String> = [
    "host", "connection", "content-length", "transfer-encoding", "accept-encoding", "keep-alive", "te", "upgrade",
    "expect", "x-pollux-namespace", "x-pollux-dialect", "x-server-timeout",
  ]

  private let address: UpstreamAddress
  private let key: String?
  private let limits: UpstreamLimits
  private let client: HTTPClient

  /// - Parameters:
  ///   - address: The server.
  ///   - key: The key of the Gemini API sent instead of the client's; nil sends the client's.
  ///   - limits: How long it may take.
  ///   - proxy: What stands before it.
  ///   - trust: Whose signature its certificate must have.
  package init(
    _ address: UpstreamAddress,
    key: String?,
    limits: UpstreamLimits,
    proxy: UpstreamProxy?,
    trust: UpstreamTrust
  ) {
    (self.address, self.key, self.limits) = (address, key, limits)
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    if case .authorities(let file) = trust { tls.trustRoots = .file(file) }
    var configuration = HTTPClient.Configuration()
    configuration.tlsConfiguration = tls
    configuration.redirectConfiguration = .disallow
    configuration.timeout = .init(
      connect: TimeAmount(limits.connect),
      read: TimeAmount(limits.idle),
      write: TimeAmount(limits.idle)
    )
    configuration.connectionPool = .init(
      idleTimeout: Self.rest,
      concurrentHTTP1ConnectionsPerHostSoftLimit: Self.connections
    )
    // A server that is not there is told at once, and not after the time for a connection.
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.proxy = proxy?.configuration
    configuration.httpVersion = .http1Only
    client = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
  }

  deinit {
    // Whoever shut it down before has had the result; this is for the ways out of a start that failed.
    client.shutdown { _ in }
  }

  /// Ends all requests and closes all connections; further requests are refused.
  package func shutDown() async {
    // The one failure is that it was shut down before.
    _ = try? await client.shutdown()
  }

  /// Sends a request and waits for the head of its answer.
  ///
  /// - Parameters:
  ///   - method: The HTTP method.
  ///   - target: Path and query, put behind the address.
  ///   - headers: The headers; those of a connection, and those Pollux reads itself, are left out.
  ///   - body: The body.
  /// - Returns: The answer, whatever its status, with the body still to come.
  /// - Throws: `UpstreamFailure`, also for a redirect and for a body that is compressed.
  package func send(
    method: String,
    target: String,
    headers: [(name: String, value: String)],
    body: [UInt8]
  ) async throws(UpstreamFailure) -> UpstreamAnswer {
    // Whatever else it begins with could name another host.
    guard target.hasPrefix("/") else {
      throw UpstreamFailure(.request, "The target of a request to the upstream must begin with a slash.")
    }
    var request = HTTPClientRequest(url: address.text + target)
    request.method = HTTPMethod(rawValue: method)
    for (name, value) in headers where !Self.dropped.contains(name.lowercased()) {
      request.headers.add(name: name, value: value)
    }
    request.headers.add(name: "Accept-Encoding", value: "identity")
    if let key { request.headers.replaceOrAdd(name: "x-goog-api-key", value: key) }
    if !body.isEmpty { request.body = .bytes(ByteBuffer(bytes: body)) }
    do {
      let answer = UpstreamAnswer(try await client.execute(request, deadline: .distantFuture), of: self)
      try answer.check()
      return answer
    } catch {
      throw failure(error)
    }
  }

  /// What an error of the libraries means.
  func failure(_ error: any Error) -> UpstreamFailure { UpstreamFailure(error, from: address, within: limits) }
}

extension UpstreamAnswer {
  /// Refuses what would have to be asked of another server, or undone.
  fileprivate func check() throws(UpstreamFailure) {
    if [301, 302, 303, 307, 308].contains(status), let place = header("Location") {
      throw UpstreamFailure(
        .redirected,
        "The upstream answers with \(status) and sends its clients to "
          + "\(SecretNames.redacted(address: place).prefix(bytes: 200)). Give that address in place of this one."
      )
    }
    if let coding = header("Content-Encoding"), coding.lowercased() != "identity" {
      throw UpstreamFailure(
        .encoded,
        "The upstream compresses its answer (\(coding.prefix(bytes: 40))) though nobody asked for that. "
          + "Turn compression off there."
      )
    }
  }
}
