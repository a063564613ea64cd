package import SandboxProtocol

/// What came of one block, as the supervisor saw it.
package struct BlockReport: Sendable, Hashable {
  /// Why the block is over.
  package enum Ending: Sendable, Hashable {
    /// Its frame arrived: it ended well, or failed with this text.
    case completed(failure: String?)
    /// Its frame arrived, and says that it failed with this text for want of memory.
    case outOfMemory(failure: String)
    /// The kernel killed it, or a process of its, because the session used more than this many bytes.
    case memoryLimit(UInt64)
    /// It was killed at its deadline.
    case deadline
    /// The interpreter died under it.
    case died(ProcessEnding)
    /// The session sent something that is no frame, or more than it may, and was killed.
    case violation(String)
  }

  /// A figure or file the block left.
  package struct Artifact: Sendable, Hashable {
    package var kind: ArtifactKind
    /// The path from the working directory on, as `OutputPath` writes it; names are parted by slashes.
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
  /// Names of what was left out by a cap (the first 20), and how many there were.
  package var leftOut: [String]
  package var leftOutCount: Int
  /// What is to be told beside what the block printed, each once.
  package var notices: [BlockNotice]
  /// From the block's start to its end.
  package var duration: Duration
  /// The deadline the block had, in milliseconds.
  package var limitMilliseconds: UInt64
  /// The memory each of its processes could have, in bytes.
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
