/// What a model turned out to do; a pure value, which grows no larger.
struct ModelHabits: Hashable, Sendable {
  /// Responses with code and without a native call, after which none is waited for.
  static let enoughWritten = 2

  /// How an answer is begun for it, in the order that is tried.
  enum ForceForm: Int, Hashable, Sendable, CaseIterable {
    /// A last message of the assistant's, which the server is told to go on with.
    case continued
    /// The same without a word to the server.
    case begun
    /// A grammar: nothing but a block.
    case grammar
  }

  /// Whether it once called a function as the API has it.
  private(set) var callsNatively = false
  private(set) var writtenResponses = 0
  private(set) var takesNoTools = false
  private(set) var takesNoImages = false
  private(set) var wantsCompletionTokens = false
  private(set) var knowsNoStreamOptions = false
  private(set) var forceForm = ForceForm.continued

  /// Learns how code came.
  mutating func note(_ form: CallForm, isFirstWritten: Bool) {
    if form == .native {
      callsNatively = true
    } else if isFirstWritten, writtenResponses < Self.enoughWritten {
      writtenResponses += 1
    }
  }

  /// Learns from a refusal.
  ///
  /// - Parameters:
  ///   - kind: What the server said.
  ///   - way: How code was asked for.
  /// - Returns: Whether the same is worth asking in another way.
  mutating func learn(_ kind: CompletionFault.Kind, from way: CodeWay) -> Bool {
    let before = self
    switch kind {
    case .takesNoTools: if case .native = way { takesNoTools = true }
    case .takesNoImages: takesNoImages = true
    case .wantsCompletionTokens: wantsCompletionTokens = true
    case .knowsNoStreamOptions: knowsNoStreamOptions = true
    case .takesNoPrefill:
      if case .forced = way { forceForm = ForceForm(rawValue: forceForm.rawValue + 1) ?? .grammar }
    case .contextOverflow, .other: break
    }
    return self != before
  }

  /// How it is brought to run code.
  func way(_ mode: ChatMode) -> CodeWay {
    switch mode {
    case .auto where takesNoTools: .fence
    case .auto where callsNatively: .native(alsoFence: false)
    case .auto where writtenResponses >= Self.enoughWritten: .fence
    case .auto: .native(alsoFence: true)
    case .tools: .native(alsoFence: false)
    case .fence: .fence
    case .force: .forced(forceForm)
    }
  }
}

/// How one completion is asked for code.
enum CodeWay: Hashable, Sendable {
  /// A function is offered; where nobody knows whether the model calls any, a Python block counts too.
  case native(alsoFence: Bool)
  case fence
  case forced(ModelHabits.ForceForm)

  var offersTool: Bool { if case .native = self { true } else { false } }
  var readsFences: Bool { self != .native(alsoFence: false) }
}
