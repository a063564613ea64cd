import CodeExecution
import Glibc
import Synchronization
import TelemetryNames

/// What the server counts of itself; everything else is asked when somebody looks.
package final class ServerMetrics: Sendable {
  private struct Answer: Hashable {
    var route: RouteName
    var status: Int
  }

  private struct Counts {
    var answers: [Answer: UInt64] = [:]
    var requests: [RouteName: Histogram] = [:]
    var inFlight = 0
    /// By the outcome as the API names it.
    var blocks: [String: Histogram] = [:]
    var fixtureMisses: UInt64 = 0
  }

  /// What a block without a result is counted as.
  static let noOutcome = "ERROR"
  /// The status of a request whose client left before its answer.
  private static let clientLeft = 499

  private let counts = Mutex(Counts())
  private let startTime = time(nil)

  package init() {}

  /// Counts a prompt that no fixture answered.
  package func fixtureMissed() {
    counts.withLock { $0.fixtureMisses += 1 }
  }

  func requestBegan() {
    counts.withLock { $0.inFlight += 1 }
  }

  func requestEnded(_ route: RouteName, status: Int?, after duration: Duration) {
    counts.withLock { counts in
      counts.inFlight -= 1
      counts.answers[Answer(route: route, status: status ?? Self.clientLeft), default: 0] += 1
      counts.requests[route, default: Histogram()].observe(duration)
    }
  }

  func blockEnded(outcome: String, after duration: Duration) {
    counts.withLock { $0.blocks[outcome, default: Histogram()].observe(duration) }
  }

  /// Everything in Prometheus' text format.
  ///
  /// - Parameter load: How busy the sandbox is.
  /// - Returns: Metrics in a fixed order.
  func text(load: SandboxLoad) -> String {
    let counts = counts.withLock { $0 }
    var text = PrometheusText()
    writeProcess(to: &text)
    writeRequests(counts, to: &text)
    writeBlocks(counts, to: &text)
    writeSandbox(load, to: &text)
    return text.text
  }

  private func writeProcess(to text: inout PrometheusText) {
    let version = PrometheusText.label("version", PolluxVersion.current)
    text.metric(MetricNames.buildInfo, "gauge", "The version of the server.", [(version, "1")])
    text.gauge(MetricNames.processStart, "When the server started, in seconds since 1970.", startTime)
  }

  private func writeRequests(_ counts: Counts, to text: inout PrometheusText) {
    let answers = counts.answers.sorted {
      ($0.key.route.rawValue, $0.key.status) < ($1.key.route.rawValue, $1.key.status)
    }
    text.metric(
      MetricNames.requests,
      "counter",
      "Requests by route and HTTP status.",
      answers.map {
        ("\(Self.label($0.key.route)),\(PrometheusText.label("status", "\($0.key.status)"))", "\($0.value)")
      }
    )
    text.histogram(
      MetricNames.requestDuration,
      "Time from a request's head to the end of its response.",
      counts.requests.sorted { $0.key.rawValue < $1.key.rawValue }.map { (Self.label($0.key), $0.value) }
    )
    text.gauge(MetricNames.requestsInFlight, "Requests being answered.", counts.inFlight)
  }

  private func writeBlocks(_ counts: Counts, to text: inout PrometheusText) {
    let blocks = counts.blocks.sorted { $0.key < $1.key }.map { (PrometheusText.label("outcome", $0.key), $0.value) }
    text.metric(
      MetricNames.blocks,
      "counter",
      "Code blocks by outcome.",
      blocks.map { ($0.0, "\($0.1.count)") }
    )
    text.histogram(MetricNames.blockDuration, "Time from a block's code to its result.", blocks)
    text.metric(
      MetricNames.fixtureMisses,
      "counter",
      "Prompts that no fixture answered.",
      [("", "\(counts.fixtureMisses)")]
    )
  }

  private func writeSandbox(_ load: SandboxLoad, to text: inout PrometheusText) {
    text.gauge(MetricNames.sandboxReady, "Whether code is accepted.", load.isReady ? 1 : 0)
    text.gauge(MetricNames.sessionsActive, "Sessions that are used or being ended.", load.activeSessions)
    text.gauge(MetricNames.sessionsLimit, "Sessions that may live at once.", load.sessionLimit)
    text.gauge(MetricNames.sessionsParked, "Sessions that wait for their use.", load.parkedSessions)
    text.gauge(MetricNames.sessionsParkedLimit, "Sessions started ahead at most.", load.parkedLimit)
    text.metric(
      MetricNames.tierReady,
      "gauge",
      "Whether sessions are forked from a tier's fork server.",
      load.tiers.map { (PrometheusText.label("tier", $0.name), $0.isWarm ? "1" : "0") }
    )
    text.metric(
      MetricNames.tierMemory,
      "gauge",
      "What a tier's fork server holds.",
      load.tiers.map { (PrometheusText.label("tier", $0.name), "\($0.memoryByteCount)") }
    )
    text.gauge(MetricNames.queueWaiting, "Responses that wait for a session.", load.waiting)
    text.gauge(MetricNames.queueLimit, "Responses that may wait; further ones get 429.", load.queueLimit)
  }

  private static func label(_ route: RouteName) -> String {
    PrometheusText.label("route", route.rawValue)
  }
}
