import Testing

@testable import Generation

@Suite("Pieces of a text")
struct TextPiecesTests {
  @Test(
    "end before the blanks behind a number of words, and never within a character",
    arguments: [
      ("", 2, []),
      ("one two", 2, ["one two"]),
      ("one two three", 2, ["one two", " three"]),
      ("one  two\n\nthree four ", 2, ["one  two", "\n\nthree four", " "]),
      ("one\r\ntwo\r\nthree", 1, ["one", "\r\ntwo", "\r\nthree"]),
      // Blanks of other scripts are blanks, and an accent belongs to the letter before it.
      ("一\u{3000}二\u{A0}三", 1, ["一", "\u{3000}二", "\u{A0}三"]),
      ("e\u{301} e\u{301} \u{301}", 1, ["e\u{301}", " e\u{301}", " \u{301}"]),
    ]
  )
  func words(text: String, words: Int, expected: [String]) {
    #expect(TextPieces.cut(text, words: words) == expected)
    // Strings are equal by what they mean; what goes out are bytes.
    #expect(TextPieces.cut(text, words: words).flatMap { Array($0.utf8) } == Array(text.utf8))
  }

  @Test("end after 400 characters where there is no blank", arguments: ["a", "é", "e\u{301}", "👩‍👩‍👧", "\r\n"])
  func withoutBlanks(character: String) {
    let pieces = TextPieces.cut(String(repeating: character, count: 900), words: 25)
    #expect(pieces.map(\.count) == [400, 400, 100])
  }
}
