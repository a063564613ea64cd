import Executions
import GeminiAPI
import ModelBackends

/// What fixtures are matched against: the last turn of the user's, taken out of a conversation once.
struct UserTurn: Sendable {
  var model: String
  /// The text parts of the turn, one line end between two.
  var matched: FoldedText
  /// The texts of the system instruction in the same way; empty where there is none.
  var system: FoldedText
  /// Which turn of the user's this is, from 1.
  var number: Int
  var files: [CodeFile]
  /// The client's answers to function calls of this turn.
  var answers: [FunctionResponse]
  /// Names of tools as the API has them, and of the functions declared.
  var tools: [String]
  /// What came of the code that ran last in the conversation, in this request's contents.
  var lastOutcome: Outcome?
  var transport: RequestTransport

  /// Answers to function calls belong to the turn that asked the question, so turns of nothing else are passed over.
  init(_ conversation: Conversation) {
    let contents = conversation.request.contents
    let asking = contents.indices.filter { contents[$0].asksSomething }
    let asked = conversation.askingContent.map { limit in asking.filter { $0 <= limit } } ?? asking
    let last = asked.last ?? contents.startIndex
    model = conversation.model
    number = asked.count
    files = conversation.inputFiles
    matched = FoldedText(asked.last.map { contents[$0].spokenText } ?? "")
    system = FoldedText(conversation.request.systemInstruction?.spokenText ?? "")
    answers = contents[last...].flatMap { $0.parts.compactMap(\.functionAnswer) }
    tools = conversation.request.tools.flatMap(\.names)
    lastOutcome = contents.reversed().lazy.compactMap { $0.parts.reversed().lazy.compactMap(\.outcome).first }.first
    transport = conversation.transport
  }

  var prompt: String { matched.source }

  /// The body, parsed again: few fixtures look at it.
  var body: JSONValue? { try? JSONParser.parse(transport.body) }
}

extension Content {
  fileprivate var asksSomething: Bool {
    guard role ?? "user" == "user" else { return false }
    return !parts.contains { $0.functionAnswer != nil } || parts.contains { $0.spokenText != nil }
  }
}

extension Part {
  fileprivate var functionAnswer: FunctionResponse? {
    guard case .functionResponse(let response) = data else { return nil }
    return response
  }

  fileprivate var outcome: Outcome? {
    guard case .codeExecutionResult(let result) = data else { return nil }
    return result.outcome
  }
}

extension Tool {
  /// The tools of an entry, and the functions it declares.
  fileprivate var names: [String] {
    let flags = [
      (codeExecution, "codeExecution"), (googleSearch, "googleSearch"),
      (googleSearchRetrieval, "googleSearchRetrieval"),
      (urlContext, "urlContext"), (computerUse, "computerUse"), (fileSearch, "fileSearch"), (googleMaps, "googleMaps"),
      (mcpServers, "mcpServers"), (retrieval, "retrieval"), (enterpriseWebSearch, "enterpriseWebSearch"),
      (!functionDeclarations.isEmpty, "functionDeclarations"),
    ]
    return flags.filter(\.0).map(\.1) + functionDeclarations.map(\.name) + others
  }
}
