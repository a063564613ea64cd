/// Tells from the first bytes of a JSON value whether it may be a call of a function that was offered.
///
/// An answer in JSON is not held back for longer than its first member.
struct CallHead: Sendable {
  enum Verdict { case undecided, plausible, impossible }

  private enum Place {
    case start, list, object
    case key(quote: UInt8)
    case colon(SpeechForms.Member)
    case value(SpeechForms.Member)
    case word(quote: UInt8, SpeechForms.Member)
    /// A call as Python has it, in a list.
    case name
    /// Behind the name of a function that nobody offered: only arguments make it a call.
    case stranger, strangerKey(quote: UInt8), strangerColon, strangerValue
  }

  /// The longest head, in bytes: names have at most 64, and blanks are few.
  private static let maximumBytes = 256

  private let offered: OfferedFunctions
  private var place = Place.start
  private var word: [UInt8] = []
  private var count = 0

  init(_ offered: OfferedFunctions) { self.offered = offered }

  mutating func take(_ byte: UInt8) -> Verdict {
    count += 1
    guard count <= Self.maximumBytes else { return .impossible }
    switch place {
    case .key(byte): return endKey()
    case .word(byte, let member): return endWord(member)
    case .strangerKey(byte): return endStrangerKey()
    case .key, .word, .strangerKey: return keep(byte)
    case .name: return byte == UInt8(ascii: "(") ? verdict(offered.name(word) != nil) : keep(byte, if: byte.isOfName)
    case _ where byte.isBlank: return .undecided
    case .start:
      switch byte {
      case UInt8(ascii: "{"): return go(.object)
      case UInt8(ascii: "["): return go(.list)
      default: return .impossible
      }
    case .list:
      if byte == UInt8(ascii: "{") { return go(.object) }
      place = .name
      return keep(byte, if: byte.isOfName)
    case .object:
      // Some templates show the braces of a call doubled.
      if byte == UInt8(ascii: "{") { return .undecided }
      return byte.isQuote ? go(.key(quote: byte)) : .impossible
    case .colon(let member):
      guard byte == UInt8(ascii: ":") else { return .impossible }
      return member == .arguments || member == .calls ? .plausible : go(.value(member))
    case .value(let member):
      if byte.isQuote { return go(.word(quote: byte, member)) }
      return verdict(member == .function && byte == UInt8(ascii: "{"))
    case .stranger:
      if byte == UInt8(ascii: ",") { return .undecided }
      return byte.isQuote ? go(.strangerKey(quote: byte)) : .impossible
    case .strangerColon: return byte == UInt8(ascii: ":") ? go(.strangerValue) : .impossible
    case .strangerValue: return verdict(byte == UInt8(ascii: "{"))
    }
  }

  private mutating func endKey() -> Verdict {
    defer { word = [] }
    if let member = SpeechForms.members[word.string] { return go(.colon(member)) }
    return offered.name(word) == nil ? .impossible : go(.colon(.arguments))
  }

  private mutating func endWord(_ member: SpeechForms.Member) -> Verdict {
    if member == .type { return verdict(SpeechForms.types.contains(word.string)) }
    if offered.name(word) != nil { return .plausible }
    guard offered.noticesStrangers, OfferedFunctions.isName(word) else { return .impossible }
    word = []
    return go(.stranger)
  }

  private mutating func endStrangerKey() -> Verdict {
    SpeechForms.members[word.string] == .arguments ? go(.strangerColon) : .impossible
  }

  private mutating func keep(_ byte: UInt8, if isFit: Bool = true) -> Verdict {
    guard isFit else { return .impossible }
    word.append(byte)
    return .undecided
  }

  private mutating func go(_ place: Place) -> Verdict {
    self.place = place
    return .undecided
  }

  private func verdict(_ isPlausible: Bool) -> Verdict { isPlausible ? .plausible : .impossible }
}
