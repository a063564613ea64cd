/// Counts about as many tokens in a text as Gemini's tokenizer, in one pass over its bytes and without a vocabulary.
///
/// The rules are read off recorded streams, whose chunks have the token count of each piece: a word is one token together
/// with the blank before it; a digit, and the blank before a digit, are one token each, and so are every sign, every run of
/// line ends and every indentation. `scripts/measure-tokens` compares the result with recorded counts.
package struct TextTokenCounter {
  /// A word costs another token for each further run of this many letters; English words are rarely so long.
  private static let wordWeight = 10
  /// A letter of another alphabet of two bytes (Cyrillic, Greek, accents), in ASCII letters: such words are split more.
  private static let foreignLetterWeight = 3

  private enum Run {
    case none, word, blanks, lineEnds
  }

  private var run = Run.none
  /// Weighted letters of the current word since its last token, or blanks of the current run.
  private var length = 0
  private var count = 0

  /// Counts a whole text.
  ///
  /// - Parameter bytes: UTF-8, or any bytes of a file that is read as text.
  /// - Returns: Zero for no bytes, otherwise one or more.
  package static func tokens(in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var counter = TextTokenCounter()
    counter.take(UnsafeRawBufferPointer(bytes))
    return counter.total
  }

  package init() {}

  /// Adds the next piece of a text, which may be cut anywhere.
  package mutating func take(_ piece: UnsafeRawBufferPointer) {
    // In registers, and without overflow checks, because no text is long enough to overflow: a prompt may be 20 MB.
    var counter = self
    var index = 0
    while index < piece.count {
      let (letters, signs) = Self.run(in: piece, from: index)
      if letters > 0 {
        counter.takeLetters(letters)
        index &+= letters
      } else if signs > 0 {
        counter.takeSigns(signs, first: piece[index])
        index &+= signs
      } else {
        counter.take(piece[index])
        index &+= 1
      }
    }
    self = counter
  }

  /// How many of the next eight bytes are ASCII letters, or digits and signs, before the first of another kind; one of both
  /// is zero, and both are if fewer bytes are left.
  @inline(__always)
  private static func run(in piece: UnsafeRawBufferPointer, from index: Int) -> (letters: Int, signs: Int) {
    guard piece.count &- index >= 8 else { return (0, 0) }
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    let word = UInt64(littleEndian: piece.loadUnaligned(fromByteOffset: index, as: UInt64.self))
    // Without the high bit, so that no sum reaches the next byte.
    let plain = word & ~highs
    let lower = (word | ones &* 0x20) & ~highs
    let fromA = lower &+ ones &* UInt64(0x80 - UInt8(ascii: "a"))
    let aboveZ = lower &+ ones &* UInt64(0x7F - UInt8(ascii: "z"))
    let letters = fromA & ~aboveZ & ~word & highs
    let visible = (plain &+ ones &* UInt64(0x80 - UInt8(ascii: "!"))) & ~word & highs
    let signs = visible & ~letters
    return ((~letters & highs).trailingZeroBitCount / 8, (~signs & highs).trailingZeroBitCount / 8)
  }

  /// The positions at which the tokens of a whole text begin.
  ///
  /// The counter is read after every byte: a byte that increases the count begins a token, and a blank belongs to the token
  /// after it, or is a token if the count increased by two.
  static func starts(in bytes: UnsafeBufferPointer<UInt8>) -> [Int] {
    var counter = TextTokenCounter()
    var starts: [Int] = []
    var blanks: Int?
    for (index, byte) in bytes.enumerated() {
      let before = counter.count
      counter.take(byte)
      guard counter.run != .blanks else {
        blanks = blanks ?? index
        continue
      }
      let added = counter.count - before
      if let start = blanks.take(), added > 0 {
        starts.append(start)
        if added > 1 { starts.append(index) }
      } else if added > 0 {
        starts.append(index)
      }
    }
    if let blanks { starts.append(blanks) }
    return starts
  }

  /// The tokens of all pieces, if the text ends here.
  package var total: Int {
    var counter = self
    counter.endBlanks(beforeSign: false)
    return counter.count
  }

  private mutating func take(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): takeLetters(1)
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      endBlanks(beforeSign: false)
      takeSign()
    case UInt8(ascii: " "), UInt8(ascii: "\t"):
      if run != .blanks { length = 0 }
      run = .blanks
      length += 1
    case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
      endBlanks(beforeSign: false)
      if run != .lineEnds { count &+= 1 }
      run = .lineEnds
    // Bytes within a character; its first byte counted.
    case 0x80..<0xC0: break
    case 0xC0..<0xE0: takeLetters(Self.foreignLetterWeight)
    // Signs, and characters of three and four bytes, most of which are words of their own (Chinese, Japanese).
    default:
      endBlanks(beforeSign: true)
      takeSign()
    }
  }

  /// Adds consecutive letters, by their weight together.
  @inline(__always)
  private mutating func takeLetters(_ weight: Int) {
    if run != .word {
      endBlanks(beforeSign: true)
      run = .word
      count &+= 1
      length = -1
    }
    length &+= weight
    guard length >= Self.wordWeight else { return }
    count &+= length / Self.wordWeight
    length %= Self.wordWeight
  }

  /// Adds consecutive digits and signs.
  @inline(__always)
  private mutating func takeSigns(_ signs: Int, first: UInt8) {
    let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
    endBlanks(beforeSign: !isDigit)
    run = .none
    count &+= signs
  }

  private mutating func takeSign() {
    run = .none
    count &+= 1
  }

  /// Ends a run of blanks; a single one belongs to the word or sign after it.
  @inline(__always)
  private mutating func endBlanks(beforeSign: Bool) {
    guard run == .blanks else { return }
    if length > 1 || !beforeSign { count &+= 1 }
    run = .none
  }
}
