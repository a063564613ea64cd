package import Executions
package import GeminiAPI

extension Execution.Outcome {
  /// The API's name of it.
  package var wire: Outcome {
    switch self {
    case .ok: .ok
    case .failed: .failed
    case .deadline: .deadlineExceeded
    }
  }
}

extension Execution {
  /// What the program itself wrote, without a word of Pollux's: what scripts and records read.
  ///
  /// Standard output alone for a block that ended well; of one that failed the traceback too, and of one that was killed
  /// what both streams had.
  package var programText: String {
    let (output, errors) = (standardOutput.text, standardError.text)
    if case .notRun(_, let text) = ending { return text ?? "" }
    if let failure { return Self.labelled(output, errors + failure) }
    return outcome == .ok ? output : output.followed(by: errors.isEmpty ? [] : [errors])
  }

  /// What the program wrote, and below it what Pollux has to say of the run: what a model needs to go on.
  package var explainedText: String {
    let reasons = reason.map { [$0] + (sessionSurvives ? [] : [Self.replaced]) } ?? []
    return programText.followed(by: notices + reasons)
  }

  /// All that was written to standard error, a traceback too.
  package var errorText: String { standardError.text + (failure ?? "") }

  /// Both streams of a block that failed, as the service was seen to write them.
  ///
  /// - Parameters:
  ///   - printed: Standard output.
  ///   - errors: Standard error.
  /// - Returns: The second alone where nothing was printed.
  package static func labelled(_ printed: String, _ errors: String) -> String {
    printed.isEmpty ? errors : "stdout: \(printed)\nstderr: \(errors)"
  }
}
