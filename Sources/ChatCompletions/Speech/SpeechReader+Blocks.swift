/// How stretches that are held back begin and end.
extension SpeechReader {
  mutating func openFrame(_ place: Int) {
    let frame = SpeechForms.frames[place]
    switch frame.meaning {
    case .thought where found.isEmpty && isAtLineStart:
      held = []
      output.beginThought()
      state = .thought(place)
    case .calls where !offered.isEmpty, .code where offered.code != nil: open(frame)
    case .thought, .calls, .code: giveUp()
    }
  }

  mutating func open(_ frame: SpeechForms.Frame) {
    held = frame.opening
    state = .frame(HeldFrame(frame: frame, start: held.count))
  }

  mutating func open(_ tag: SpeechForms.FenceTag, _ lines: FenceLines, _ byte: UInt8, isInline: Bool) {
    let mayBeCode = readsFences && tag != .calls && !isInline
    guard found.isEmpty || !mayBeCode, mayBeCode || !offered.isEmpty else {
      giveUp()
      guard !isOver else { return }
      // The end of the opening line is read already, a call's first byte is not.
      if isInline { return take(byte, lines) }
      output.say(byte)
      state = .shown(lines)
      return
    }
    if !isInline { held.append(byte) }
    let fence = HeldFence(
      mayBeCode ? tag : .calls,
      lines,
      start: held.count,
      offered: offered,
      mayBeCode: mayBeCode
    )
    if isInline { take(byte, fence) } else { state = .fence(fence) }
  }

  /// A mark that says nothing: behind a call it closes that, else it is text.
  mutating func skipMark() {
    guard !found.isEmpty else { return giveUp() }
    held = []
    state = .between
  }

  mutating func close(_ fence: HeldFence, _ content: Range<Int>, isStrict: Bool) {
    let body = held[content]
    let reading = CallText(offered, isStrict: isStrict).calls(in: body)
    if !reading.calls.isEmpty, fence.tag == .calls || reading.isWhole { return take(reading.calls) }
    if tellStranger(in: body, isStrict: isStrict) { return }
    let isCode =
      switch fence.tag {
      case .code: true
      case .untagged: PythonSigns.areIn(body)
      case .calls: false
      }
    guard isCode, let code = CodeCleaner.cleaned(body) else { return giveUp() }
    output.tell(.code(code, form: .fence))
    state = .over
  }

  mutating func close(_ frame: HeldFrame, _ content: Range<Int>, isStrict: Bool) {
    // The opening of a call as tags is a part of the call.
    let body = held[(frame.frame.isNamed ? 0 : content.lowerBound)..<content.upperBound]
    let calls = CallText(offered, isStrict: isStrict).calls(in: body).calls
    if !calls.isEmpty { return take(calls) }
    if tellStranger(in: body, isStrict: isStrict) { return }
    guard frame.frame.meaning == .code, !isStrict, let first = body.withoutBlanks.first, first.bracketDepth == 0,
      let code = CodeCleaner.cleaned(body)
    else { return giveUp() }
    take([.code(code)])
  }

  mutating func close(isStrict: Bool) {
    let calls = CallText(offered, isStrict: isStrict).calls(in: held[...]).calls
    if !calls.isEmpty { return take(calls) }
    if !tellStranger(in: held[...], isStrict: isStrict) { giveUp() }
  }

  /// Tells a call that nobody offered, where it stands in the place of the answer; behind it nothing is read.
  ///
  /// - Returns: Whether there is one.
  private mutating func tellStranger(in body: ArraySlice<UInt8>, isStrict: Bool) -> Bool {
    guard found.isEmpty, output.isSilent, let name = CallText(offered, isStrict: isStrict).stranger(in: body) else {
      return false
    }
    output.tell(.stranger(name: name))
    (held, state) = ([], .over)
    return true
  }

  private mutating func take(_ calls: [WrittenCall]) {
    found += calls
    held = []
    isAtLineStart = false
    if found.count < CallText.maximumCalls { state = .between } else { tellCalls() }
  }

  /// What is held back is text; behind calls it is not read.
  mutating func giveUp() {
    state = .words
    guard found.isEmpty else {
      held = []
      return tellCalls()
    }
    output.say(held)
    isAtLineStart = false
    held = []
  }

  /// Tells the calls that were found: code first, for the client's functions end the response.
  mutating func tellCalls() {
    guard !found.isEmpty else { return }
    for case .code(let code) in found { output.tell(.code(code, form: .text)) }
    for case .function(let name, let arguments) in found { output.tell(.call(name: name, arguments: arguments)) }
    found = []
    state = .over
  }

  mutating func think(_ bytes: [UInt8], of place: Int) {
    for byte in bytes { output.think(byte) }
    held = []
  }
}
