import GeminiAPI

/// What is asked of the model beside the contents: instruction, tools and settings, as the setup and updates say.
struct LiveRequest: Sendable {
  /// Members of `generationConfig` that say how the answer is spoken, which is the session's own matter.
  private static let spoken = ["responseModalities", "speechConfig", "enableAffectiveDialog", "translationConfig"]

  private var request: GenerateContentRequest
  private var members: [JSONMember]

  init(_ setup: BidiGenerateContentSetup) {
    request = GenerateContentRequest()
    request.systemInstruction = setup.systemInstruction
    request.tools = setup.tools
    request.safetySettings = setup.safetySettings
    request.labels = setup.labels
    request.generationConfig = setup.generationConfig
    request.generationConfig?.responseModalities = []
    request.generationConfig?.speechConfig = nil
    members = setup.requestMembers.map { member in
      guard member.key.text == "generationConfig", let config = member.value.members else { return member }
      return JSONMember(member.key, .object(config.filter { !Self.isSpoken($0) }))
    }
  }

  private static func isSpoken(_ member: JSONMember) -> Bool {
    spoken.contains { JSONValue.object([member])[field: $0] != nil }
  }

  /// Takes an update: what it does not name stays.
  mutating func update(_ update: BidiGenerateContentContextUpdate) {
    if let instruction = update.systemInstruction { request.systemInstruction = instruction }
    if let tools = update.tools { request.tools = tools }
    let names = Set(update.requestMembers.map(\.key.text))
    members = members.filter { !names.contains($0.key.text) } + update.requestMembers
  }

  func question(_ contents: [Content], askingContent: Int?) -> LiveQuestion {
    var request = request
    request.contents = contents
    return LiveQuestion(request: request, members: members, askingContent: askingContent)
  }

  var runsCode: Bool { request.tools.contains(where: \.codeExecution) }

  /// How a function is declared; nil for one that is not.
  func declaration(of name: String) -> FunctionDeclaration? {
    request.tools.lazy.flatMap(\.functionDeclarations).first { $0.name == name }
  }
}
