import TestSupport
import Testing

extension LimitProbes {
  static let sandbox = [
    LimitProbe("block-output") { limit in
      try await ran(["print('x' * \(limit.bound), end='')"], without: limit.words)
    } beyond: { limit in
      try await ran(["print('x' * \(limit.bound + 1), end='')"])
    },
    LimitProbe("output-files") { limit in
      try await ran([files(limit.bound, of: 1)], without: limit.words)
    } beyond: { limit in
      try await ran([files(limit.bound + 1, of: 1)])
    },
    LimitProbe("output-file") { limit in
      try await ran(["open('a.bin', 'wb').write(bytes(\(limit.bound)))"], without: limit.words)
    } beyond: { limit in
      try await ran(["open('a.bin', 'wb').write(bytes(\(limit.bound + 1)))"])
    },
    LimitProbe("output-files-size") { limit in
      try await ran([files(4, of: limit.bound / 4)], without: limit.words)
    } beyond: { limit in
      try await ran([files(4, of: limit.bound / 4 + 1)])
    },
    LimitProbe("blocks") { limit in
      try await ran(Array(repeating: "1", count: limit.bound), results: limit.bound)
    } beyond: { limit in
      try await ran(Array(repeating: "1", count: limit.bound + 1), results: limit.bound + 1)
    },
    LimitProbe("failed-blocks") { limit in
      try await ran(Array(repeating: "1/0", count: limit.bound), results: limit.bound)
    } beyond: { limit in
      try await ran(Array(repeating: "1/0", count: limit.bound + 1), results: limit.bound + 1)
    },
  ]

  private static func files(_ count: Int, of size: Int) -> String {
    "for n in range(\(count)): open(f'{n:03}.bin', 'wb').write(bytes(\(size)))"
  }

  /// Runs blocks in one response.
  ///
  /// - Parameters:
  ///   - blocks: The code.
  ///   - absent: What the answer may not hold, as it says what was left out.
  ///   - results: How many blocks must have run.
  /// - Returns: What the response says, accepted where it says all.
  /// - Throws: Where there is no response.
  static func ran(
    _ blocks: [String],
    without absent: [String] = [],
    results: Int = 1
  ) async throws -> LimitAttempt {
    let answer = try await ServerProcess.current.request(body: try GenerateBody(blocks: blocks).json())
    let decoded = try answer.decoded(GenerateAnswer.self)
    let said = decoded.parts.map { $0.codeExecutionResult?.output ?? $0.text ?? "" }
    let text = (said + [decoded.candidates?.first?.finishMessage ?? ""]).joined(separator: "\n")
    let isWhole = decoded.results.count == results && !absent.contains { text.contains($0) }
    // What is said of long output stands within it.
    let short = text.replacing(#/(.)\1{100,}/#) { "\($0.1)…" }
    return LimitAttempt(isAccepted: isWhole, status: answer.status, text: String(short.suffix(4000)))
  }
}
