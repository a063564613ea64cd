import GeminiAPI
import ModelBackends

/// Which tools may stand together in one request.
///
/// Gemini 2.0 takes one tool, unless all are searches; 2.5 takes several built-in ones, on Vertex AI none beside a
/// search; functions beside built-in tools are for Gemini 3, whose Gemini API wants a flag with them, and for `computerUse`
/// at the models made for it. Tools that Pollux does not run are accepted and do nothing.
struct ToolMixRule: RequestRule {
  private static let searches: Set = [
    "google_search", "google_search_retrieval", "google_maps", "retrieval", "enterprise_web_search",
    "parallel_ai_search", "exa_ai_search",
  ]

  func check(_ subject: RuleSubject) throws(Status) {
    let builtIn = subject.request.tools.reduce(into: Set<String>()) { $0.formUnion($1.builtIn) }
    if builtIn.contains("google_search_retrieval") {
      throw .invalidArgument(
        "google_search_retrieval is not supported. Please use google_search tool instead."
      )
    }
    try checkFlag(subject)
    let isScreen = subject.model.capabilities.computerUse == true && builtIn == ["computer_use"]
    if subject.declaresFunctions, !builtIn.isEmpty, !isScreen { try checkFunctions(subject) }
    let exclude = subject.model.generation == .gemini2 || subject.surface == .vertex
    if subject.model.generation != .gemini3, exclude, builtIn.count > 1 {
      let others = builtIn.subtracting(Self.searches)
      guard others.isEmpty || (others == builtIn && subject.model.generation == .gemini2_5) else {
        throw .onlySearches
      }
    }
    if builtIn.contains("code_execution"), !subject.model.supportsCodeExecution {
      throw .invalidArgument("Code execution is not enabled for models/\(subject.model.id)")
    }
  }

  private func checkFlag(_ subject: RuleSubject) throws(Status) {
    guard subject.request.toolConfig?.includeServerSideToolInvocations == true,
      subject.model.generation != .gemini3
    else { return }
    throw .invalidArgument("Tool call context circulation is not enabled for models/\(subject.model.id)")
  }

  private func checkFunctions(_ subject: RuleSubject) throws(Status) {
    switch (subject.model.generation, subject.surface) {
    case (.gemini3, .vertex): return
    case (.gemini3, .gemini):
      guard subject.model.capabilities.serverSideToolFlag == true,
        subject.request.toolConfig?.includeServerSideToolInvocations != true
      else { return }
      throw .invalidArgument(
        "Please enable tool_config.include_server_side_tool_invocations to use Built-in tools with Function calling."
      )
    case (_, .vertex): throw .onlySearches
    case (_, .gemini): throw .invalidArgument("Tool use with function calling is unsupported")
    }
  }
}

extension Status {
  fileprivate static let onlySearches = invalidArgument(
    "Multiple tools are supported only when they are all search tools."
  )
}

extension Tool {
  /// The names of what this entry switches on besides functions of the client's.
  var builtIn: [String] {
    let switches: [(Bool, String)] = [
      (codeExecution, "code_execution"), (googleSearch, "google_search"),
      (googleSearchRetrieval, "google_search_retrieval"), (urlContext, "url_context"), (computerUse, "computer_use"),
      (fileSearch, "file_search"), (googleMaps, "google_maps"), (mcpServers, "mcp_servers"),
      (retrieval, "retrieval"), (enterpriseWebSearch, "enterprise_web_search"),
    ]
    return switches.filter(\.0).map(\.1) + others
  }
}
