import GeminiAPI
import Upstream

/// Asks a running server something over HTTP, for the command line.
package struct ServerInquiry: Sendable {
  /// In bytes.
  private static let maximumBody = 16 << 20
  private static let timeout = Duration.seconds(10)

  private let server: UpstreamAddress
  /// As it was given, for messages.
  private let address: String
  private let key: String?

  /// Prepares to ask a server.
  ///
  /// - Parameters:
  ///   - address: `http://127.0.0.1:8080`; what follows the port is not used.
  ///   - key: An API key the server takes.
  /// - Throws: A usage error for an address of another form.
  package init(address: String, key: String?) throws(ServiceFailure) {
    do throws(UpstreamFailure) {
      server = try UpstreamAddress(try UpstreamAddress(address).origin)
    } catch {
      throw ServiceFailure(exitCode: 64, message: error.description)
    }
    self.address = String(address.prefix(bytes: 200))
    self.key = key
  }

  /// Sends one `GET` and waits for its answer, at most ten seconds.
  ///
  /// - Parameter path: Where to, `/health`.
  /// - Returns: The body of a response with status 200.
  /// - Throws: Why there is none, with what to do.
  package func get(_ path: String) async throws(ServiceFailure) -> [UInt8] {
    let answer: (status: Int, body: [UInt8])
    do {
      answer = try await withThrowingTaskGroup(of: (Int, [UInt8])?.self) { tasks in
        tasks.addTask { try await exchange(path) }
        tasks.addTask {
          try await Task.sleep(for: Self.timeout)
          return nil
        }
        defer { tasks.cancelAll() }
        guard let first = try await tasks.next(), let answer = first else {
          throw UpstreamFailure(.silent, "No whole answer came within \(Self.timeout).")
        }
        return answer
      }
    } catch {
      throw .unavailable("\(address) does not answer. \(error) Is it the address that `pollux serve` printed?")
    }
    switch answer.status {
    case 200: return answer.body
    case 400, 401, 403: throw .unavailable("\(address) wants an API key; set GEMINI_API_KEY to one it takes.")
    default:
      throw .unavailable("\(address) answered with HTTP status \(answer.status); is it a Pollux of this version?")
    }
  }

  private func exchange(_ path: String) async throws -> (Int, [UInt8]) {
    // A server of one's own is reached without a proxy.
    let client = UpstreamClient(
      server,
      key: key,
      limits: UpstreamLimits(connect: .seconds(5), idle: Self.timeout),
      proxy: nil,
      trust: .system
    )
    let answer = try await client.send(method: "GET", target: path, headers: [], body: [])
    return (answer.status, try await answer.collect(upTo: Self.maximumBody))
  }
}
