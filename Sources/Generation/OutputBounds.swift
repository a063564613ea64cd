import GeminiAPI
import ModelBackends

/// Ends what a model says where the request wants it ended: before a stop sequence, or after a number of tokens.
///
/// Stop sequences are looked for in text alone. Code is whole or not said at all: half a block cannot run, so one that
/// goes beyond `maxOutputTokens` ends the response instead. Thoughts count as output whether they are shown or not, as
/// the service's guide on thinking has it. The tokens are those of the whole response, over all passes of the model.
struct OutputBounds {
  private let stopSequences: [String]
  private let counter: TokenCounter
  private var tokensLeft: Int

  /// - Parameters:
  ///   - config: What the request asks for.
  ///   - limit: The most tokens the model says in any case.
  ///   - counter: Counts as usage does.
  init(_ config: GenerationConfig?, limit: Int, counter: TokenCounter) {
    stopSequences = config?.stopSequences ?? []
    tokensLeft = min(config?.maxOutputTokens ?? limit, limit)
    self.counter = counter
  }

  /// Cuts a turn of the model's.
  ///
  /// - Parameter turn: All deltas of the turn, in order.
  /// - Returns: The turn, or its beginning and why it ended there.
  mutating func bounded(_ turn: [ModelDelta]) -> [ModelDelta] {
    var said: [ModelDelta] = []
    var rest = turn[...]
    while let delta = rest.first {
      // A stop sequence may begin in one text and end in the next.
      let texts = rest.prefix { $0.isText }.compactMap(\.text)
      guard texts.isEmpty else {
        rest = rest.dropFirst(texts.count)
        if let ending = say(texts, &said) { return said + [ending] }
        continue
      }
      rest = rest.dropFirst()
      guard say(delta, &said) else { return said + [.finish(.maxTokens, message: nil)] }
    }
    return said
  }

  private mutating func say(_ texts: [String], _ said: inout [ModelDelta]) -> ModelDelta? {
    let stop = firstStop(in: texts)
    var bytesLeft = stop ?? .max
    for text in texts {
      let text = text.prefix(bytes: bytesLeft)
      bytesLeft -= text.utf8.count
      let cut = spend(on: text)
      if !cut.isEmpty { said.append(.text(cut)) }
      if cut.utf8.count < text.utf8.count { return .finish(.maxTokens, message: nil) }
      if bytesLeft == 0 { break }
    }
    return stop.map { _ in .finish(.stop, message: nil) }
  }

  /// - Returns: Whether all of it was said.
  private mutating func say(_ delta: ModelDelta, _ said: inout [ModelDelta]) -> Bool {
    if case .thought(let text) = delta {
      let cut = spend(on: text)
      if !cut.isEmpty { said.append(.thought(cut)) }
      return cut.utf8.count == text.utf8.count
    }
    let tokens = tokens(of: delta)
    guard tokens <= tokensLeft else { return false }
    tokensLeft -= tokens
    said.append(delta)
    return true
  }

  private func tokens(of delta: ModelDelta) -> Int {
    switch delta {
    case .executableCode(let code): counter.tokens(in: code.code)
    case .functionCall(let call): counter.tokens(in: call)
    case .inlineData(let blob): counter.tally(of: blob).total
    case .text, .thought, .part, .codePlan, .pause, .usage, .fault, .candidateMembers, .finish, .block, .fail: 0
    }
  }

  /// The longest beginning of a text that the tokens left allow.
  private mutating func spend(on text: String) -> String {
    let whole = counter.tokens(in: text)
    guard whole > tokensLeft else {
      tokensLeft -= whole
      return text
    }
    var fits = 0
    var exceeds = text.utf8.count
    while exceeds - fits > 1 {
      let middle = fits + (exceeds - fits) / 2
      if counter.tokens(in: text.prefix(bytes: middle)) <= tokensLeft { fits = middle } else { exceeds = middle }
    }
    tokensLeft = 0
    return text.prefix(bytes: fits)
  }

  /// Bytes before the first stop sequence in all texts together; nil where there is none.
  private func firstStop(in texts: [String]) -> Int? {
    guard !stopSequences.isEmpty else { return nil }
    let bytes = texts.flatMap(\.utf8)
    return stopSequences.compactMap { bytes.firstOffset(of: Array($0.utf8)) }.min()
  }
}

extension ModelDelta {
  fileprivate var isText: Bool { text != nil }

  fileprivate var text: String? {
    if case .text(let text) = self { text } else { nil }
  }
}

extension String {
  /// The beginning of at most so many bytes; a slice ends between two scalars of Unicode (SE-0180).
  fileprivate func prefix(bytes count: Int) -> String {
    guard let end = utf8.index(startIndex, offsetBy: count, limitedBy: endIndex) else { return self }
    return String(self[..<end])
  }
}

extension [UInt8] {
  /// By Knuth, Morris and Pratt, whose time grows with the sum of the lengths: both texts may come from a stranger.
  fileprivate func firstOffset(of wanted: [UInt8]) -> Int? {
    var borders = [0]
    var matched = 0
    func advance(over byte: UInt8) {
      while matched > 0, wanted[matched] != byte { matched = borders[matched - 1] }
      if wanted[matched] == byte { matched += 1 }
    }
    for byte in wanted.dropFirst() {
      advance(over: byte)
      borders.append(matched)
    }
    matched = 0
    for (offset, byte) in enumerated() {
      advance(over: byte)
      if matched == wanted.count { return offset + 1 - matched }
    }
    return nil
  }
}
