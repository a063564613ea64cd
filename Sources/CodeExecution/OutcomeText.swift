package import GeminiAPI
package import SandboxHost
import SandboxProtocol

/// A block's report in the service's words.
///
/// The texts follow what the service was seen to send in 2026: stdout alone for a block that ended well; for one that
/// failed `stdout: …\nstderr: …`, or the stderr text alone where nothing was printed. No recording of a deadline or of a
/// dead interpreter is known; those sentences are Pollux's own.
package enum OutcomeText {
  /// Puts a report into wire form.
  /// - Parameters:
  ///   - report: What the supervisor saw.
  ///   - isReplaced: Whether another block may follow, which then finds a new interpreter.
  /// - Returns: The result; `output` is nil where nothing was printed.
  package static func result(of report: BlockReport, isReplaced: Bool) -> CodeExecutionResult {
    switch report.ending {
    case .completed(failure: nil):
      let text = lines(report.standardOutput.shown, notes(on: report))
      return CodeExecutionResult(id: nil, outcome: .ok, output: text.isEmpty ? nil : text)
    case .completed(failure: .some(let failure)):
      return failed(report, failure).result
    case .outOfMemory(let failure):
      return failedForMemory(report, failure).result
    case .memoryLimit(let bytes):
      let sentence = "The interpreter was killed: the code used more memory than the limit of \(size(bytes))."
      return ended(report, outcome: .failed, sentence: sentence, isReplaced: isReplaced)
    case .deadline:
      let sentence = "Execution timed out after \(seconds(report.limitMilliseconds))."
      return ended(report, outcome: .deadlineExceeded, sentence: sentence, isReplaced: isReplaced)
    case .died(let ending):
      return ended(report, outcome: .failed, sentence: sentence(on: ending), isReplaced: isReplaced)
    case .violation(let text):
      let sentence = "The interpreter was ended: \(text)."
      return ended(report, outcome: .failed, sentence: sentence, isReplaced: isReplaced)
    }
  }

  /// Gives the pieces of the text where the code itself failed.
  /// - Parameter report: What the supervisor saw.
  /// - Returns: Nil for a block that ended well, and for one that was ended from outside.
  package static func failure(of report: BlockReport) -> BlockFailureText? {
    switch report.ending {
    case .completed(failure: .some(let failure)): failed(report, failure)
    case .outOfMemory(let failure): failedForMemory(report, failure)
    case .completed(failure: nil), .memoryLimit, .deadline, .died, .violation: nil
    }
  }

  private static func failed(_ report: BlockReport, _ failure: String) -> BlockFailureText {
    BlockFailureText(
      printed: report.standardOutput.shown,
      // The traceback follows, and not in the line that says how much is missing.
      errors: report.standardError.shown + (report.standardError.endsWithNotice ? "\n" : ""),
      failure: failure,
      notes: notes(on: report)
    )
  }

  private static func failedForMemory(_ report: BlockReport, _ failure: String) -> BlockFailureText {
    var text = failed(report, failure)
    text.notes.append("[the memory limit is \(size(report.limitMemory)) for each process]")
    return text
  }

  private static func ended(
    _ report: BlockReport,
    outcome: Outcome,
    sentence: String,
    isReplaced: Bool
  ) -> CodeExecutionResult {
    var notes = notes(on: report)
    notes.append(sentence)
    if isReplaced {
      notes.append(
        "The interpreter was restarted: names and files from before are gone, input files are in place again."
      )
    }
    let printed = both(report.standardOutput.shown, report.standardError.shown)
    return CodeExecutionResult(id: nil, outcome: outcome, output: lines(printed, notes))
  }

  /// What the program itself said, without a word of ours: what scripts, templates and records read.
  /// - Parameter report: What the supervisor saw.
  /// - Returns: As `result` has it, but for notices and sentences; empty where the program said nothing.
  package static func programText(of report: BlockReport) -> String {
    switch report.ending {
    case .completed(failure: nil): report.standardOutput.text
    case .completed(failure: .some(let failure)), .outOfMemory(let failure):
      BlockFailureText(
        printed: report.standardOutput.text,
        errors: report.standardError.text,
        failure: failure
      )
      .result.output ?? ""
    case .memoryLimit, .deadline, .died, .violation:
      both(report.standardOutput.text, report.standardError.text)
    }
  }

  private static func both(_ output: String, _ errors: String) -> String {
    lines(output, errors.isEmpty ? [] : [errors])
  }

  /// All that Pollux has to say of a block beside the program's own text and why it ended.
  /// - Parameter report: What the supervisor saw.
  /// - Returns: A line each.
  package static func notices(on report: BlockReport) -> [String] {
    [report.standardOutput.notice, report.standardError.notice].compactMap(\.self) + notes(on: report)
  }

  /// What stands below the output.
  private static func notes(on report: BlockReport) -> [String] {
    var notes = report.notices.map { notice in
      "\(notice.call) shows nothing here: there is no window. Draw with matplotlib and call plt.show(), or save a file."
    }
    if report.leftOutCount > 0 {
      let more = report.leftOutCount - report.leftOut.count
      let names = report.leftOut.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
      notes.append("[files left out because there were too many or they were too large: \(names)]")
    }
    return notes
  }

  /// Puts lines below a text, each on a line of its own.
  static func lines(_ text: String, _ more: [String]) -> String {
    more.reduce(text) { text, line in
      text.isEmpty ? line : text + (text.utf8.last == UInt8(ascii: "\n") ? "" : "\n") + line
    }
  }

  private static func sentence(on ending: ProcessEnding) -> String {
    switch ending {
    case .exited(let status): "The code ended the interpreter with exit status \(status)."
    // The code itself can send it too; without a word from the kernel nobody knows.
    case .signaled(9): "The interpreter was killed by signal 9 (SIGKILL), as the kernel does when memory runs out."
    case .signaled(let signal): "The interpreter was killed by signal \(signal)\(name(of: signal))."
    }
  }

  private static func size(_ bytes: UInt64) -> String {
    bytes % (1 << 30) == 0 ? "\(bytes >> 30) GiB" : "\(bytes >> 20) MiB"
  }

  private static func name(of signal: Int32) -> String {
    let names: [Int32: String] = [
      1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE",
      9: "SIGKILL", 10: "SIGUSR1", 11: "SIGSEGV", 12: "SIGUSR2", 13: "SIGPIPE", 14: "SIGALRM", 15: "SIGTERM",
      24: "SIGXCPU", 25: "SIGXFSZ", 31: "SIGSYS",
    ]
    return names[signal].map { " (\($0))" } ?? ""
  }

  private static func seconds(_ milliseconds: UInt64) -> String {
    if milliseconds == 1000 { return "1 second" }
    if milliseconds % 1000 == 0 { return "\(milliseconds / 1000) seconds" }
    return "\(Double(milliseconds) / 1000) seconds"
  }
}
