import SandboxProtocol

/// Pollux's own sentences about a block. They are never part of what the program wrote: a surface puts them beside it.
extension Execution {
  /// Follows the reason where the session does not survive and another block may come.
  package static let replaced =
    "The interpreter was restarted: names and files from before are gone, input files are in place again."

  /// All that is said of a block beside the program's own text and why it ended, a line each.
  package var notices: [String] { cuts + notes }

  /// How much of each stream was left out.
  package var cuts: [String] { [standardOutput.notice, standardError.notice].compactMap(\.self) }

  /// What stands below the output.
  package var notes: [String] {
    var notes = silentCalls.map { notice in
      "\(notice.call) shows nothing here: there is no window. Draw with matplotlib and call plt.show(), or save a file."
    }
    if leftOutCount > 0 {
      let more = leftOutCount - leftOut.count
      let names = leftOut.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
      notes.append("[files left out because there were too many or they were too large: \(names)]")
    }
    if case .outOfMemory = ending {
      notes.append("[the memory limit is \(Self.size(limitMemory)) for each process]")
    }
    return notes
  }

  /// Why the block was ended from outside; nil where it came to its own end.
  package var reason: String? {
    switch ending {
    case .completed, .outOfMemory, .notRun: nil
    case .memoryLimit(let bytes):
      "The interpreter was killed: the code used more memory than the limit of \(Self.size(bytes))."
    case .deadline: "Execution timed out after \(Self.seconds(limitMilliseconds))."
    case .violation(let text): "The interpreter was ended: \(text)."
    case .died(.exited(let status)): "The code ended the interpreter with exit status \(status)."
    // The code itself can send it too; without a word from the kernel nobody knows.
    case .died(.signaled(9)):
      "The interpreter was killed by signal 9 (SIGKILL), as the kernel does when memory runs out."
    case .died(.signaled(let signal)): "The interpreter was killed by signal \(signal)\(Self.name(of: signal))."
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

extension String {
  /// Puts lines below a text.
  ///
  /// - Parameter lines: Each goes on a line of its own.
  /// - Returns: The text and the lines; the lines alone for an empty text.
  package func followed(by lines: [String]) -> String {
    lines.reduce(self) { text, line in
      text.isEmpty ? line : text + (text.utf8.last == UInt8(ascii: "\n") ? "" : "\n") + line
    }
  }
}
