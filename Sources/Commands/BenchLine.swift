import Executions
import Foundation
import SandboxHost
import SandboxProtocol

/// The lines `pollux bench` prints.
enum BenchLine {
  private struct Ready: Encodable {
    var event = "ready"
    var elapsed: Int64
    var isolation: String
  }

  private struct Run: Encodable {
    var event = "run"
    var snippet: String
    var number: Int
    var acquire: Int64
    var blocks: [Int64]
    var total: Int64
    var output: String
    var artifacts: Int
    var start: [Span]
  }

  /// A step of the session's start.
  private struct Span: Encodable {
    var name: String
    var elapsed: UInt64
  }

  private struct Pass: Encodable {
    var event = "pass"
    var snippet: String
    var count: Int
    var clients: Int
    var elapsed: Int64
    var cpu: Int64
    var cpuServer: Int64
  }

  private struct Failure: Encodable {
    var event = "error"
    var snippet: String
    var reason: String
  }

  static func ready(elapsed: Duration, isolation: String) {
    print(Ready(elapsed: nanoseconds(elapsed), isolation: isolation))
  }

  /// - Returns: Whether the block ended well.
  static func run(_ run: Result<BenchRunner.Timing, any Error>, of request: BenchRequest, tells: Bool) -> Bool {
    let name = request.snippet.name
    switch run {
    case .failure(let error): print(Failure(snippet: name, reason: "\(error)"))
    case .success(let timing) where timing.report.ending != .completed(failure: nil):
      print(Failure(snippet: name, reason: "\(timing.report.ending)"))
    case .success(let timing):
      if tells { print(line(of: timing, name)) }
      return true
    }
    return false
  }

  static func pass(of request: BenchRequest, elapsed: Duration, used: ProcessTimes) {
    print(
      Pass(
        snippet: request.snippet.name,
        count: request.count,
        clients: request.clients,
        elapsed: nanoseconds(elapsed),
        cpu: nanoseconds(used.everything),
        cpuServer: nanoseconds(used.own)
      )
    )
  }

  private static func line(of timing: BenchRunner.Timing, _ name: String) -> Run {
    Run(
      snippet: name,
      number: timing.number,
      acquire: nanoseconds(timing.acquire),
      blocks: timing.blocks.map(nanoseconds),
      total: nanoseconds(timing.total),
      output: timing.report.standardOutput.text,
      artifacts: timing.report.files.count,
      start: timing.start.map { Span(name: $0.name, elapsed: $0.nanoseconds) }
    )
  }

  private static func print(_ line: some Encodable) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(line) else { return }
    Output.line(String(decoding: bytes, as: UTF8.self))
  }

  private static func nanoseconds(_ duration: Duration) -> Int64 {
    duration.components.seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000
  }
}
