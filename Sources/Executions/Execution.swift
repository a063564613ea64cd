package import SandboxProtocol

/// What came of one block, in no surface's words: what the program wrote, what it made, and why it ended.
package struct Execution: Sendable, Hashable {
  /// Why the block is over.
  package enum Ending: Sendable, Hashable {
    /// Its frame arrived: it succeeded, or failed with this text.
    case completed(failure: String?)
    /// Its frame arrived, and says that it failed with this text because memory ran out.
    case outOfMemory(failure: String)
    /// The kernel killed it, or one of its processes, because the session used more than this many bytes.
    case memoryLimit(UInt64)
    /// It was killed at its deadline.
    case deadline
    /// The interpreter died while it ran.
    case died(ProcessEnding)
    /// The session sent malformed data, or more than it may, and was killed.
    case violation(String)
    /// Nothing ran; this is the result in its place.
    case notRun(Outcome, text: String?)
  }

  /// The three things a surface distinguishes; the raw values are the names that fixtures have for them.
  package enum Outcome: String, CaseIterable, Sendable {
    case ok
    case failed
    case deadline
  }

  package var ending: Ending
  package var standardOutput: CapturedOutput
  package var standardError: CapturedOutput
  /// Figures in the order they were shown, then new and changed files.
  package var files: [CodeFile]
  /// The names of the first 20 files left out because of a cap, and how many there were.
  package var leftOut: [String]
  package var leftOutCount: Int
  /// Calls that show nothing without a window, each once.
  package var silentCalls: [BlockNotice]
  /// From the block's start to its end.
  package var duration: Duration
  /// The deadline of the block, in milliseconds.
  package var limitMilliseconds: UInt64
  /// The address space that each of its processes could have, in bytes.
  package var limitMemory: UInt64

  package init(
    ending: Ending,
    standardOutput: CapturedOutput = CapturedOutput(),
    standardError: CapturedOutput = CapturedOutput(),
    files: [CodeFile] = [],
    leftOut: [String] = [],
    leftOutCount: Int = 0,
    silentCalls: [BlockNotice] = [],
    duration: Duration = .zero,
    limitMilliseconds: UInt64 = 30_000,
    limitMemory: UInt64 = 4 << 30
  ) {
    self.ending = ending
    self.standardOutput = standardOutput
    self.standardError = standardError
    self.files = files
    self.leftOut = leftOut
    self.leftOutCount = leftOutCount
    self.silentCalls = silentCalls
    self.duration = duration
    self.limitMilliseconds = limitMilliseconds
    self.limitMemory = limitMemory
  }
}

extension Execution {
  package var outcome: Outcome {
    switch ending {
    case .completed(failure: nil): .ok
    case .deadline: .deadline
    case .notRun(let outcome, _): outcome
    case .completed, .outOfMemory, .memoryLimit, .died, .violation: .failed
    }
  }

  /// The exception's text, a line break, the traceback; nil unless the code itself failed.
  package var failure: String? {
    switch ending {
    case .completed(let failure): failure
    case .outOfMemory(let failure): failure
    case .memoryLimit, .deadline, .died, .violation, .notRun: nil
    }
  }

  /// Whether the session can run another block.
  package var sessionSurvives: Bool {
    switch ending {
    case .completed, .outOfMemory, .notRun: true
    case .memoryLimit, .deadline, .died, .violation: false
    }
  }

  /// What a shell would report: 0 for a block that ended well, 1 for one that failed; the interpreter's own status where
  /// it ended under the block, 128 and the signal where it was killed.
  package var exitStatus: Int {
    switch ending {
    case .completed, .outOfMemory, .notRun: outcome == .ok ? 0 : 1
    // SIGKILL.
    case .memoryLimit, .deadline, .violation: 128 + 9
    case .died(.exited(let status)): Int(status)
    case .died(.signaled(let signal)): 128 + Int(signal)
    }
  }
}
