import GeminiAPI
import ModelBackends

/// One completion as it is read.
struct ChatPass: Sendable {
  /// How it was asked for.
  let ask: ChatAsk
  var count = PassCount()
  /// What it said, without code, calls and thoughts; blanks too.
  private(set) var text = ""
  private(set) var codes: [(code: String, form: CallForm)] = []
  private(set) var calls: [(name: String, arguments: JSONValue)] = []
  /// The function of a call that nobody offered; nil for none.
  private(set) var stranger: String?
  private(set) var finishReason: String?
  private var reader: SpeechReader
  private var prefill: PrefillReader
  private var assembler = ToolCallAssembler()

  init(_ ask: ChatAsk, _ prompt: ChatPrompt, promptBytes: Int) {
    self.ask = ask
    let runsCode = prompt.codeExecutionIsOn && !ask.isFinal
    reader = SpeechReader(
      functions: ask.isFinal ? [] : prompt.functions,
      runsCode: runsCode,
      readsFences: runsCode && ask.readsFences,
      codeFunction: prompt.codeFunction,
      noticesStrangers: ask.noticesStrangers
    )
    prefill = PrefillReader(ask.hasPrefill ? Contract.opening : "")
    count.promptBytes = promptBytes
  }

  /// Whether a block is whole, behind which nothing is read: models go on to invent what it prints.
  var isOver: Bool { reader.isOver }

  /// Whether it was cut at the limit of tokens.
  var isCut: Bool { finishReason == "length" }

  /// Takes the next piece.
  ///
  /// - Returns: What goes out now.
  mutating func take(_ event: CompletionEvent) -> [ModelDelta] {
    switch event {
    case .content(let text):
      count.pieces += 1
      return said(reader.read(prefill.take(text)))
    case .reasoning(let text):
      count.pieces += 1
      count.thoughtBytes += text.utf8.count
      return [.thought(text)]
    case .toolCall(let index, let id, let name, let arguments):
      count.pieces += 1
      count.otherBytes += arguments.utf8.count
      assembler.take(index: index, id: id, name: name, arguments: arguments)
    case .finish(let reason): finishReason = reason
    case .usage(let usage): count.told = usage
    }
    return []
  }

  /// Ends the completion.
  ///
  /// - Returns: What was held back.
  mutating func end() -> [ModelDelta] {
    guard !isOver else { return [] }
    let rest = prefill.end()
    return said(rest.isEmpty ? [] : reader.read(rest)) + said(isOver ? [] : reader.end(isCut: isCut))
  }

  /// The calls it made natively, in their order.
  func nativeCalls() throws -> [ToolCallText] { try assembler.calls() }

  private mutating func said(_ events: [SpokenEvent]) -> [ModelDelta] {
    var deltas: [ModelDelta] = []
    for event in events {
      switch event {
      case .text(let words):
        count.otherBytes += words.utf8.count
        text += words
        deltas.append(.text(words))
      case .thought(let words):
        count.thoughtBytes += words.utf8.count
        deltas.append(.thought(words))
      case .code(let code, let form):
        count.otherBytes += code.utf8.count
        codes.append((code, form))
      case .call(let name, let arguments): calls.append((name, arguments))
      case .stranger(let name): stranger = name
      }
    }
    return deltas
  }
}
