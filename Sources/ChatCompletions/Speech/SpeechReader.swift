import GeminiAPI

/// Reads the content of one completion, piece by piece: text goes out as it comes, and thoughts, code and calls are told
/// apart.
///
/// Text is held back only where it may still become something else. Any split into pieces gives the same events, if
/// neighbouring texts are joined; each byte is looked at a bounded number of times.
struct SpeechReader: Sendable {
  /// The most that is held back, in bytes; what is longer is text.
  static let maximumHeld = 64 * 1024

  enum State {
    case words
    case opening(OpeningMatcher)
    /// The place of its frame; what is held back is the beginning of its closing.
    case thought(Int)
    /// A fence that is text.
    case shown(FenceLines)
    case fence(HeldFence)
    case frame(HeldFrame)
    case object(JSONBalance)
    /// Behind a call: another one may follow, and nothing else is read.
    case between
    case over
  }

  let offered: OfferedFunctions
  let readsFences: Bool
  var state = State.words
  /// What is not decided yet.
  var held: [UInt8] = []
  var isAtLineStart = true
  var found: [WrittenCall] = []
  var output = SpeechOutput()

  /// - Parameters:
  ///   - functions: Names of the client's functions that were offered; only their calls are read, and the code's.
  ///   - runsCode: Whether code is run at all.
  ///   - readsFences: Whether a fenced block of Python is code to run.
  ///   - codeFunction: The function that runs code.
  ///   - noticesStrangers: Whether calls that nobody offered are told, where an answer begins with one.
  init(
    functions: Set<String>,
    runsCode: Bool,
    readsFences: Bool,
    codeFunction: String,
    noticesStrangers: Bool
  ) {
    offered = OfferedFunctions(functions, code: runsCode ? codeFunction : nil, noticesStrangers: noticesStrangers)
    self.readsFences = runsCode && readsFences
  }

  /// Whether code or calls are whole, behind which nothing is read: models go on to invent what comes of them.
  var isOver: Bool { if case .over = state { true } else { false } }

  /// Takes the next piece.
  ///
  /// - Returns: What is certain now.
  mutating func read(_ piece: String) -> [SpokenEvent] {
    for byte in piece.utf8 {
      take(byte)
      if isOver { break }
    }
    return output.take()
  }

  /// Ends the completion.
  ///
  /// - Parameter isCut: Whether it was cut at the limit of tokens: half a block is then not mended into one.
  /// - Returns: What was held back.
  mutating func end(isCut: Bool) -> [SpokenEvent] {
    switch state {
    case .words, .shown, .between, .over: break
    case .opening: giveUp()
    case .thought(let place): think(held, of: place)
    case .fence(let fence):
      if isCut, fence.quotedClosing == nil, fence.tag != .calls {
        giveUp()
      } else {
        close(fence, fence.openContent(held.count), isStrict: isCut)
      }
    case .frame(let frame): close(frame, frame.start..<held.count, isStrict: isCut)
    case .object: close(isStrict: isCut)
    }
    tellCalls()
    output.end()
    state = .over
    return output.take()
  }
}

// MARK: - Byte by byte

extension SpeechReader {
  private mutating func take(_ byte: UInt8) {
    // Whatever is not said to be something else is text again.
    let state = self.state
    self.state = .words
    switch state {
    case .words: read(byte)
    case .between: readBetween(byte)
    case .opening(let matcher): take(byte, matcher)
    case .thought(let place): take(byte, ofThought: place)
    case .shown(let lines): take(byte, lines)
    case .fence(let fence): take(byte, fence)
    case .frame(let frame):
      held.append(byte)
      if let (body, isReopened) = frame.content(of: held) {
        close(frame, body, isStrict: false)
        if isReopened, case .between = self.state { open(frame.frame) }
      } else {
        hold(.frame(frame))
      }
    case .object(var balance):
      held.append(byte)
      if balance.take(byte) { close(isStrict: false) } else { hold(.object(balance)) }
    case .over: self.state = .over
    }
  }

  private mutating func read(_ byte: UInt8) {
    if let matcher = OpeningMatcher(first: byte, isAtLineStart: isAtLineStart, offered: offered) {
      take(byte, matcher)
    } else {
      isAtLineStart = byte == .lineFeed || isAtLineStart && byte.isBlank
      output.say(byte)
    }
  }

  /// Between two calls stand blanks, commas, and what closes the one before.
  private mutating func readBetween(_ byte: UInt8) {
    if let matcher = OpeningMatcher(first: byte, isAtLineStart: isAtLineStart, offered: offered) {
      return take(byte, matcher)
    }
    if byte == .lineFeed { isAtLineStart = true }
    if byte.isBlank || FenceOpener.isMark(byte) || byte.bracketDepth < 0 || byte == UInt8(ascii: ",")
      || byte == UInt8(ascii: ";")
    {
      state = .between
    } else {
      tellCalls()
    }
  }

  private mutating func take(_ byte: UInt8, _ opening: OpeningMatcher) {
    var matcher = opening
    switch matcher.take(byte) {
    case .undecided:
      held.append(byte)
      state = .opening(matcher)
    case .none:
      giveUp()
      // It may itself begin something.
      if !isOver { take(byte) }
    case .shown(let lines):
      giveUp()
      if !isOver { take(byte, lines) }
    case .frame(let place):
      held.append(byte)
      guard place < SpeechForms.frames.count else { return skipMark() }
      openFrame(place)
    case .object:
      held.append(byte)
      var balance = JSONBalance()
      for byte in held { _ = balance.take(byte) }
      state = .object(balance)
    case .fence(let tag, let lines, let isInline): open(tag, lines, byte, isInline: isInline)
    }
  }

  private mutating func take(_ byte: UInt8, ofThought place: Int) {
    let closing = SpeechForms.frames[place].closings[0]
    if byte == closing[held.count] {
      held.append(byte)
      guard held.count == closing.count else { return state = .thought(place) }
      held = []
      output.endThought()
      isAtLineStart = true
    } else {
      // No closing has its first byte twice.
      for byte in held { output.think(byte) }
      held = []
      if byte == closing[0] { held = [byte] } else { output.think(byte) }
      state = .thought(place)
    }
  }

  mutating func take(_ byte: UInt8, _ shown: FenceLines) {
    var lines = shown
    output.say(byte)
    isAtLineStart = false
    switch lines.take(byte) {
    case .inside, .marked: state = .shown(lines)
    case .closed: isAtLineStart = true
    case .noFence: break
    }
  }

  mutating func take(_ byte: UInt8, _ block: HeldFence) {
    var fence = block
    held.append(byte)
    switch fence.take(byte, at: held.count - 1) {
    case .inside: hold(.fence(fence))
    case .closed: close(fence, fence.closedContent, isStrict: false)
    case .impossible:
      giveUp()
      if !isOver { state = .shown(fence.lines) }
    }
  }

  /// Goes on holding back, within the bound.
  private mutating func hold(_ state: State) {
    guard held.count > Self.maximumHeld else { return self.state = state }
    guard case .fence(let fence) = state else { return giveUp() }
    if fence.quotedClosing != nil {
      close(fence, fence.openContent(held.count), isStrict: false)
    } else {
      giveUp()
      if !isOver { self.state = .shown(fence.lines) }
    }
  }
}
