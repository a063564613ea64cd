package import GeminiAPI

/// One code block and what came of it, as it is fed back to the model.
package struct ExecutedCode: Hashable, Sendable {
  package var code: ExecutableCode
  /// What the client is told.
  package var result: CodeExecutionResult
  /// The result's output without a notice of ours; nil where it has none.
  private var ownText: String?
  /// What Pollux had to say beside it, a line each.
  package var notices: [String]
  /// The figures and files the block made; a blob's display name is the file's name.
  package var files: [Blob]
  /// Standard error by itself, a traceback with it.
  package var standardError: String
  /// As a shell would tell it: 0 for a block that ended well.
  package var exitStatus: Int
  package var duration: Duration

  /// - Parameters:
  ///   - code: The block.
  ///   - result: What the client is told.
  ///   - programText: Nil for the result's output.
  ///   - notices: What Pollux had to say beside it.
  ///   - files: What it made.
  ///   - standardError: Standard error by itself.
  ///   - exitStatus: Nil for one that goes with the outcome, of a result that was written down.
  ///   - duration: How long it ran.
  package init(
    code: ExecutableCode,
    result: CodeExecutionResult,
    programText: String? = nil,
    notices: [String] = [],
    files: [Blob] = [],
    standardError: String = "",
    exitStatus: Int? = nil,
    duration: Duration = .zero
  ) {
    self.code = code
    self.result = result
    ownText = programText
    self.notices = notices
    self.files = files
    self.standardError = standardError
    self.exitStatus = exitStatus ?? (result.outcome == .ok ? 0 : 1)
    self.duration = duration
  }

  /// What the program itself said, which is what scripts and records read.
  package var programText: String { ownText ?? result.output ?? "" }
}
