import Executions

/// What came of the blocks of one response, and when there were enough of them.
struct RunHistory: Sendable {
  static let sameFailure = "The same code failed twice; no further code was run."
  static let sameResult = "The same code ran twice in a row with the same result; no further code was run."

  private(set) var hasRun = false
  /// Whether another block is due: the last one failed, or printed nothing.
  private(set) var wantsBlock = false
  /// Why no further code is run; nil as long as some may.
  private(set) var end: String?
  /// Code that failed before.
  private var failed: Set<String> = []
  private var last: (code: String, report: RunReport)?
  private var hasAskedToPrint = false

  /// Takes the result of a block.
  ///
  /// - Parameters:
  ///   - result: What came of it.
  ///   - code: The block.
  /// - Returns: What the model is told of it.
  mutating func take(_ result: Execution, of code: String) -> RunReport {
    var report = RunReport(result)
    let isRepeated = last.map { $0.code == code && $0.report == report } ?? false
    last = (code, report)
    hasRun = true
    let isFailure = result.outcome != .ok
    if report.isSilent, !hasAskedToPrint { (hasAskedToPrint, report.asksToPrint) = (true, true) }
    wantsBlock = isFailure || report.asksToPrint
    if isFailure, !failed.insert(code).inserted {
      end = Self.sameFailure
    } else if isRepeated {
      end = Self.sameResult
    }
    return report
  }
}
