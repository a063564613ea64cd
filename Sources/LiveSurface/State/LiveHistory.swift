import GeminiAPI

/// A conversation in the order in which a model is told it, and how large it is.
///
/// A call of a function enters it together with its answer, so that no model is ever told of one without the other.
struct LiveHistory: Sendable {
  private(set) var contents: [Content] = []
  /// Bytes of texts and data, each part counting some more.
  private(set) var byteCount = 0
  private var sizes: [Int] = []

  init(_ contents: [Content] = []) { append(contents) }

  mutating func append(_ more: [Content]) {
    for content in more { append(content) }
  }

  mutating func append(_ content: Content) {
    guard !content.parts.isEmpty else { return }
    let size = Self.byteCount(of: content)
    contents.append(content)
    sizes.append(size)
    byteCount += size
  }

  /// Enters what the model said.
  mutating func append(said parts: [Part]) { append(Content(role: "model", parts: parts)) }

  /// Enters calls with their answers; the calls join what the model said last where nobody else spoke since.
  mutating func append(_ answered: [(call: FunctionCall, answer: FunctionResponse)]) {
    guard !answered.isEmpty else { return }
    let calls = answered.map { Part.functionCall($0.call) }
    if let last = contents.indices.last, contents[last].role == "model" {
      let size = Self.byteCount(of: Content(parts: calls))
      contents[last].parts += calls
      sizes[last] += size
      byteCount += size
    } else {
      append(said: calls)
    }
    append(Content(role: "user", parts: answered.map { Part(data: .functionResponse($0.answer)) }))
  }

  /// Which content asks last: one of the user's that is no answer to a call.
  var lastAsking: Int? {
    contents.lastIndex { content in
      content.role != "model"
        && content.parts.contains { part in
          if case .functionResponse = part.data { false } else { true }
        }
    }
  }

  /// Drops the oldest contents, up to a question of the user's.
  ///
  /// - Parameter share: The share of the bytes that is kept, from 0 to 1; the last question is kept in any case.
  /// - Returns: How many contents were dropped.
  mutating func keep(share: Double) -> Int {
    let wanted = Int(Double(byteCount) * min(max(share, 0), 1))
    guard let last = lastAsking else { return 0 }
    var (dropped, rest) = (0, byteCount)
    for index in contents.indices.prefix(last) where rest > wanted {
      rest -= sizes[index]
      // A conversation begins with the user's words.
      if isQuestion(index + 1) { (dropped, byteCount) = (index + 1, rest) }
    }
    contents.removeFirst(dropped)
    sizes.removeFirst(dropped)
    return dropped
  }

  private func isQuestion(_ index: Int) -> Bool {
    contents[index].role != "model"
      && !contents[index].parts.contains { part in
        if case .functionResponse = part.data { true } else { false }
      }
  }

  /// Bytes of texts and data, and a hundred for each part.
  static func byteCount(of content: Content) -> Int { content.parts.reduce(0) { $0 + 100 + byteCount(of: $1) } }

  private static func byteCount(of part: Part) -> Int {
    switch part.data {
    case .text(let text): text.utf8.count
    case .inlineData(let blob): blob.data.count
    case .executableCode(let code): code.code.utf8.count
    case .codeExecutionResult(let result): result.output?.utf8.count ?? 0
    case nil: 0
    case .fileData, .functionCall, .functionResponse, .toolCall, .toolResponse: part.lineText.utf8.count
    }
  }
}
