// Everything here is read by bytes: what matters is ASCII, and to Swift a line end of Windows is one character.
extension UInt8 {
  static let lineFeed = UInt8(ascii: "\n")
  static let backtick = UInt8(ascii: "`")
  static let backslash = UInt8(ascii: "\\")

  /// A blank or a part of a line end.
  var isBlank: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }

  /// A bracket that opens counts 1, one that closes -1, all else 0.
  var bracketDepth: Int {
    switch self {
    case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "("): 1
    case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"): -1
    default: 0
    }
  }

  /// What names of functions and tags of fences consist of.
  var isOfName: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
      true
    default: false
    }
  }

  var lowercased: UInt8 { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self ? self | 0x20 : self }
}

extension Collection<UInt8> where SubSequence: BidirectionalCollection {
  var isAllBlank: Bool { allSatisfy(\.isBlank) }

  /// Without blanks around it.
  var withoutBlanks: SubSequence {
    var rest = drop(while: \.isBlank)
    while let last = rest.last, last.isBlank { rest = rest.dropLast() }
    return rest
  }

  var string: String { String(decoding: self, as: UTF8.self) }
}

extension UInt8 {
  /// What a string of JSON is written between, or one of Python.
  var isQuote: Bool { self == UInt8(ascii: "\"") || self == UInt8(ascii: "'") }
}
