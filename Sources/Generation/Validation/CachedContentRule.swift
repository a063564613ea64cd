import GeminiAPI

/// What a kept prompt holds is not said again beside it.
struct CachedContentRule: RequestRule {
  func check(_ subject: RuleSubject) throws(Status) {
    let request = subject.request
    guard let name = request.cachedContent, !name.isEmpty else { return }
    guard request.systemInstruction == nil, request.tools.isEmpty, request.toolConfig == nil else {
      throw .invalidArgument(
        "CachedContent can not be used with GenerateContent request setting system_instruction, tools or tool_config.\n\n"
          + "Proposed fix: move those values to CachedContent from GenerateContent request."
      )
    }
  }
}
