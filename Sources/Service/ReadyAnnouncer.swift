import CodeExecution
import FoundationEssentials
import Glibc
import GeminiAPI
import Logging
import ModelBackends
import ServiceLifecycle
import TelemetryNames

/// Says once that the server is ready: the port is open and code is accepted.
struct ReadyAnnouncer: Service {
  private static let pollInterval = Duration.milliseconds(20)

  let settings: ServiceSettings
  /// Yields the port once it is open.
  let ports: AsyncStream<Int>
  let executor: any CodeExecutor
  /// What answers requests to models.
  let report: BackendReport
  let logger: Logger
  let announce: @Sendable (String) -> Void

  func run() async throws {
    try await cancelWhenGracefulShutdown {
      do {
        try await announceWhenReady()
      } catch is CancellationError {
        // Stopped before it was ready; nothing to say.
      }
    }
    try await gracefulShutdown()
  }

  private func announceWhenReady() async throws {
    guard let port = await ports.first(where: { _ in true }) else { return }
    if let path = settings.portFile { try PortFile.write(port, to: path) }
    logger.info("listening; preparing the sandbox", metadata: [LogKeys.port: "\(port)"])
    while true {
      switch await executor.readiness() {
      case .starting: try await Task.sleep(for: Self.pollInterval)
      case .failed(let reason): throw ServiceFailure.configuration(reason)
      case .ready(let isolation):
        return announce(
          Self.line(settings.readyFormat, host: settings.host, port: port, isolation: isolation, report: report)
        )
      }
    }
  }

  /// The one line a person or script waits for on standard output.
  static func line(_ format: ReadyFormat, host: String, port: Int, isolation: String, report: BackendReport) -> String {
    let reachable =
      switch host {
      case "0.0.0.0": "127.0.0.1"
      case "::": "[::1]"
      case let host where host.contains(":"): "[\(host)]"
      default: host
      }
    let url = "http://\(reachable):\(port)"
    if format == .json {
      let line: JSONValue = [
        "event": "ready", "url": .string(url), "port": .number(JSONNumber(port)), "isolation": .string(isolation),
        "version": .string(PolluxVersion.current), "pid": .number(JSONNumber(Int(getpid()))), "backend": report.value,
      ]
      return line.lineText
    }
    let backend = report.upstreams.isEmpty ? "" : " · " + report.upstreams.map(\.text).joined(separator: " · ")
    return "Pollux \(PolluxVersion.current) ready: \(url) (isolation: \(isolation))\(backend) · "
      + "export GOOGLE_GEMINI_BASE_URL=\(url)"
  }
}

/// The file that tells scripts the port.
enum PortFile {
  /// Writes it whole or not at all, so that nobody reads half a number.
  static func write(_ port: Int, to path: String) throws(ServiceFailure) {
    do {
      try Data("\(port)\n".utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .configuration("port_file: \(path) cannot be written: \(error)")
    }
  }
}
