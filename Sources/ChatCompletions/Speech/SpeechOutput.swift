/// Collects what goes out, neighbouring words as one event.
///
/// Blanks at the very beginning are held back: before a call or a block they say nothing.
struct SpeechOutput: Sendable {
  /// The most blanks that are held back, in bytes.
  private static let maximumLead = 1024

  private var events: [SpokenEvent] = []
  private var words: [UInt8] = []
  private var isThought = false
  /// Blanks before the first word; nil from that on.
  private var lead: [UInt8]? = []
  private var dropsLead = false
  private var hasThought = false

  /// Whether no word of the answer went out yet.
  var isSilent: Bool { lead != nil }

  mutating func say(_ byte: UInt8) {
    if lead != nil, byte.isBlank {
      lead?.append(byte)
      if lead?.count == Self.maximumLead { endLead() }
      return
    }
    endLead()
    turn(isThought: false)
    words.append(byte)
  }

  mutating func say(_ bytes: some Sequence<UInt8>) { for byte in bytes { say(byte) } }

  /// Begins a thought, whose own leading blanks say nothing either.
  mutating func beginThought() { hasThought = false }

  mutating func think(_ byte: UInt8) {
    guard hasThought || !byte.isBlank else { return }
    hasThought = true
    turn(isThought: true)
    words.append(byte)
  }

  /// Ends a thought: the answer begins behind it, whatever blanks stand between.
  mutating func endThought() { (lead, dropsLead) = ([], true) }

  mutating func tell(_ event: SpokenEvent) {
    lead = nil
    flush()
    events.append(event)
  }

  /// Ends the answer.
  mutating func end() { endLead() }

  /// - Returns: What goes out now.
  mutating func take() -> [SpokenEvent] {
    flush()
    defer { events = [] }
    return events
  }

  private mutating func endLead() {
    guard let blanks = lead.take(), !dropsLead, !blanks.isEmpty else { return }
    turn(isThought: false)
    words += blanks
  }

  private mutating func turn(isThought: Bool) {
    if isThought != self.isThought { flush() }
    self.isThought = isThought
  }

  private mutating func flush() {
    guard !words.isEmpty else { return }
    events.append(isThought ? .thought(words.string) : .text(words.string))
    words = []
  }
}
