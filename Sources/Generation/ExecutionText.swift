package import Executions
package import GeminiAPI
package import ModelBackends

/// What came of a block as the Gemini API says it.
///
/// The texts follow what the service was seen to send in 2026: stdout alone for a block that ended well; for one that
/// failed `stdout: …\nstderr: …`, or the stderr text alone where nothing was printed. No recording of a deadline or of a
/// dead interpreter is known; those sentences are Pollux's own.
extension Dialect {
  /// - Parameters:
  ///   - execution: What came of the block.
  ///   - id: The id of the code.
  /// - Returns: The result, then each figure or file alone.
  func events(of execution: Execution, id: String?) -> [GenerationEvent] {
    // The Gemini API has no display name here, and its SDK refuses to send one back in the next turn.
    let files = execution.files.map { GenerationEvent.outputFile(Blob(mimeType: $0.mimeType, data: $0.bytes)) }
    return results(of: execution, id: id).map(GenerationEvent.codeExecutionResult) + files
  }

  /// - Parameters:
  ///   - execution: What came of the block.
  ///   - id: The id of the code.
  /// - Returns: One result, whose `output` is nil where nothing was printed; or two, of which the last one says
  ///   `OUTCOME_FAILED`.
  package func results(of execution: Execution, id: String?) -> [CodeExecutionResult] {
    let printed = execution.standardOutput.shown
    let text: String
    switch execution.ending {
    case .notRun(let outcome, let text): return [CodeExecutionResult(id: id, outcome: outcome.wire, output: text)]
    case .completed(failure: .some(let failure)), .outOfMemory(let failure):
      return failed(execution, printed, failure, id: id)
    case .completed(failure: nil):
      text = printed.followed(by: execution.notes)
    case .memoryLimit, .deadline, .died, .violation:
      let errors = execution.standardError.shown
      let reasons = [execution.reason ?? "", Execution.replaced]
      text = printed.followed(by: (errors.isEmpty ? [] : [errors]) + execution.notes + reasons)
    }
    return [CodeExecutionResult(id: id, outcome: execution.outcome.wire, output: text.isEmpty ? nil : text)]
  }

  private func failed(
    _ execution: Execution,
    _ printed: String,
    _ failure: String,
    id: String?
  ) -> [CodeExecutionResult] {
    // The traceback follows, and not in the line that says how much is missing.
    let errors = execution.standardError.shown + (execution.standardError.endsWithNotice ? "\n" : "")
    let text = errors + (tracebackFrame.map { Traceback.putting($0, into: failure) } ?? failure)
    let isApart = failedResults == .two && !printed.isEmpty
    let whole = isApart ? text : Execution.labelled(printed, text)
    let result = CodeExecutionResult(id: id, outcome: .failed, output: whole.followed(by: execution.notes))
    return isApart ? [CodeExecutionResult(id: id, outcome: .ok, output: printed), result] : [result]
  }
}

private enum Traceback {
  /// Puts lines below the heading of the outermost traceback.
  ///
  /// An exception's text may hold such a heading itself, and stands both before the traceback and in its last line: the
  /// heading looked for is the last one between the two. Python writes the outermost traceback last.
  static func putting(_ frame: String, into failure: String) -> String {
    let bytes = Array(failure.utf8)
    let heading = Array("Traceback (most recent call last):\n".utf8)
    let headings = bytes.ranges(of: heading).filter { $0.lowerBound == 0 || bytes[$0.lowerBound - 1] == newline }
    guard let last = headings.last else { return failure }
    let trimmed = bytes.last == newline ? bytes.dropLast() : bytes[...]
    let place =
      headings.prefix(headingLimit).lazy.compactMap { begin -> Int? in
        // The text before this heading, if it is the exception's, also ends the whole.
        let text = bytes[..<max(begin.lowerBound - 1, 0)]
        guard trimmed[begin.upperBound...].reversed().starts(with: text.reversed()) else { return nil }
        let end = trimmed.endIndex - text.count
        return headings.last { $0.upperBound <= end }?.upperBound
      }
      .first ?? last.upperBound
    let lines = Array(frame.utf8) + (frame.utf8.last == newline || frame.isEmpty ? [] : [newline])
    return String(decoding: bytes[..<place] + lines + bytes[place...], as: UTF8.self)
  }

  /// A text of headings only would cost its length squared.
  private static let headingLimit = 64
  private static let newline = UInt8(ascii: "\n")
}
