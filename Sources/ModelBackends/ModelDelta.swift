package import Executions
package import GeminiAPI

/// A piece of a model's turn.
package enum ModelDelta: Hashable, Sendable {
  case text(String)
  case thought(String)
  /// Code to run, and how, where that is not as usual.
  indirect case executableCode(ExecutableCode, plan: CodePlan? = nil)
  case inlineData(Blob)
  case functionCall(FunctionCall)
  /// The model's own token counts, which replace those counted here.
  indirect case usage(UsageOverride)
  /// Ends the response for a reason of the model's own.
  case finish(FinishReason, message: String?)
  /// What only scripts ask for.
  indirect case script(Directive)
}

/// What a script asks for beyond the words of a model.
package enum Directive: Hashable, Sendable {
  /// A part that goes out as it stands.
  case part(Part)
  /// Time in which nothing is said.
  case pause(Duration)
  /// Something to break on the wire.
  case fault(WireFault)
  /// Members of the candidate that the last chunk carries; of two with one name the later counts.
  case candidateMembers([JSONMember])
  /// Ends the response before any candidate: the prompt was refused.
  case block(PromptFeedback)
  /// Ends the response with an error.
  case fail(Status)
}

/// How one block of code is run, where that is not as usual.
package struct CodePlan: Hashable, Sendable {
  /// Ends the block before the sandbox's own deadline would; nil for that.
  package var timeout: Duration?
  /// The result where nothing is run.
  package var canned: Execution?
  /// Files for the working directory.
  package var files: [CodeFile]

  package init(timeout: Duration? = nil, canned: Execution? = nil, files: [CodeFile] = []) {
    self.timeout = timeout
    self.files = files
    self.canned = canned
  }
}
