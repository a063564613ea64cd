import Executions
import GeminiAPI
import ModelBackends

/// What a model is told of a block that ran.
struct RunReport: Hashable, Sendable {
  /// Lines at the end of a failure's text that are told in any case: the end of a traceback says what is wrong.
  static let tracebackLines = 20
  /// The most bytes of an output that are told, half from its beginning and half from its end.
  static let maximumBytes = 12_000
  /// The same where the model's context was too short for more.
  static let shortenedBytes = 800
  /// What follows the first block that printed nothing.
  static let printAgain = "Nothing was printed. Send the block again with print() around what you need."

  var outcome: Outcome
  var output: String
  /// The traceback; empty for a block that ended well, or where it is part of the output.
  var failure = ""
  var files: [CodeFile] = []
  /// Whether the block is to be sent again, because it printed nothing.
  var asksToPrint = false

  init(_ execution: Execution) {
    outcome = execution.outcome.wire
    let reasons = execution.reason.map { [$0] + (execution.sessionSurvives ? [] : [Execution.replaced]) } ?? []
    if case .notRun(_, let text) = execution.ending {
      output = text ?? ""
    } else {
      output = execution.standardOutput.text
    }
    // What a block that ended well wrote to standard error is no error to mend: warnings, as a rule.
    failure = execution.outcome == .ok ? "" : execution.standardError.text + (execution.failure ?? "")
    output = output.followed(by: execution.notices + reasons)
    files = execution.files
  }

  /// One of an earlier response, as the client sends it back.
  init(_ result: CodeExecutionResult) {
    (outcome, output) = (result.outcome, result.output ?? "")
  }

  /// Nothing ran, and this is why.
  init(notRun reason: String) { (outcome, output) = (.failed, reason) }

  func followed(by result: CodeExecutionResult) -> RunReport {
    var both = self
    both.outcome = result.outcome
    both.output = output.followed(by: result.output.map { [$0] } ?? [])
    return both
  }

  /// The figures among the files.
  var images: [CodeFile] { files.filter { $0.mimeType.hasPrefix("image/") } }

  /// Whether the block ended well, and there is nothing to tell of it.
  var isSilent: Bool { outcome == .ok && output.trimmed.isEmpty && failure.isEmpty && files.isEmpty }

  /// What the model reads.
  ///
  /// - Parameters:
  ///   - limit: The most bytes of the output.
  ///   - asksToMend: Whether it may send another block.
  /// - Returns: The outcome, the output and the last lines of a traceback, between two marks.
  func text(limit: Int, asksToMend: Bool) -> String {
    let name = outcome.rawValue.hasPrefix("OUTCOME_") ? outcome.rawValue.dropFirst(8) : outcome.rawValue[...]
    let shown = name == "DEADLINE_EXCEEDED" ? "DEADLINE" : name
    let tail = Self.lastLines(failure, limit: limit)
    var lines = [Self.headAndTail(output, limit: max(limit - tail.utf8.count, limit / 2)), tail, filesText]
    lines = lines.filter { !$0.isEmpty }
    let asksToPrint = asksToPrint && asksToMend
    if isSilent { lines = asksToPrint ? [] : ["(nothing was printed)"] }
    let body = "[code output] outcome=\(shown)".followed(by: lines + ["[end of output]"])
    if asksToPrint { return body.followed(by: [Self.printAgain]) }
    guard outcome != .ok, asksToMend else { return body }
    return body + "\nFix the error and send a corrected block, or answer without code."
  }

  private var filesText: String {
    let figures = images.count
    let others = files.filter { !$0.mimeType.hasPrefix("image/") }.map(\.name)
    let shown = figures == 0 ? "" : figures == 1 ? "1 figure was shown." : "\(figures) figures were shown."
    let written = others.isEmpty ? "" : "Files for the user: \(others.prefix(20).joined(separator: ", "))."
    return [shown, written].filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// The last lines of a text, within a bound: it is cut at its beginning.
  private static func lastLines(_ text: String, limit: Int) -> String {
    let lines = text.trimmed.split(separator: "\n", omittingEmptySubsequences: false).suffix(tracebackLines)
    return String(lines.joined(separator: "\n").suffix(bytes: limit / 2))
  }

  /// Beginning and end of a text, with a line between them that says how much is missing.
  static func headAndTail(_ text: String, limit: Int) -> String {
    let count = text.utf8.count
    guard count > limit else { return text }
    let head = String(text.prefix(bytes: limit / 2))
    let tail = String(text.suffix(bytes: limit / 2))
    return head.followed(by: ["[\(count - head.utf8.count - tail.utf8.count) bytes of output were left out]", tail])
  }
}
