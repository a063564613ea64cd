package import SandboxProtocol

/// The result of one block, as the supervisor saw it.
package struct BlockReport: Sendable, Hashable {
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
  }

  /// A figure or file that the block made.
  package struct Artifact: Sendable, Hashable {
    package var kind: ArtifactKind
    /// The path below the working directory, as `OutputPath` writes it, with slashes between names.
    package var name: String
    package var bytes: [UInt8]

    package init(kind: ArtifactKind, name: String, bytes: [UInt8]) {
      self.kind = kind
      self.name = name
      self.bytes = bytes
    }
  }

  package var ending: Ending
  package var standardOutput: CapturedOutput
  package var standardError: CapturedOutput
  package var artifacts: [Artifact]
  /// The names of the first 20 files left out because of a cap, and how many there were.
  package var leftOut: [String]
  package var leftOutCount: Int
  /// Notices to report in addition to the block's output, each once.
  package var notices: [BlockNotice]
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
    artifacts: [Artifact] = [],
    leftOut: [String] = [],
    leftOutCount: Int = 0,
    notices: [BlockNotice] = [],
    duration: Duration = .zero,
    limitMilliseconds: UInt64 = 30_000,
    limitMemory: UInt64 = 4 << 30
  ) {
    self.ending = ending
    self.standardOutput = standardOutput
    self.standardError = standardError
    self.artifacts = artifacts
    self.leftOut = leftOut
    self.leftOutCount = leftOutCount
    self.notices = notices
    self.duration = duration
    self.limitMilliseconds = limitMilliseconds
    self.limitMemory = limitMemory
  }

  /// Whether the session can run another block.
  package var sessionSurvives: Bool {
    switch ending {
    case .completed, .outOfMemory: true
    case .memoryLimit, .deadline, .died, .violation: false
    }
  }
}
