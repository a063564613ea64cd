package import GeminiAPI

/// One code block and what came of it, as it is fed back to the model.
package struct ExecutedCode: Hashable, Sendable {
  package var code: ExecutableCode
  package var result: CodeExecutionResult
  /// The figures and files the block made; a blob's display name is the file's name.
  package var files: [Blob]

  package init(code: ExecutableCode, result: CodeExecutionResult, files: [Blob] = []) {
    self.code = code
    self.result = result
    self.files = files
  }
}
