import GeminiAPI
import Testing

@Suite("The beginning and the end of a text in bytes")
struct TextBytesTests {
  @Test(arguments: ["a", "é", "例", "😀"])
  func `ends between two scalars and within the limit`(character: String) {
    let text = String(repeating: character, count: 30)
    for limit in 0...20 {
      let beginning = text.prefix(bytes: limit)
      #expect(beginning.utf8.count == limit / character.utf8.count * character.utf8.count)
      #expect(text.dropFirst(3).prefix(bytes: limit) == beginning)
    }
    #expect(text.prefix(bytes: 1000) == text)
  }

  @Test(arguments: ["a", "é", "例", "😀"])
  func `the end begins between two scalars and is within the limit`(character: String) {
    let text = String(repeating: character, count: 30)
    for limit in 0...20 {
      let end = text.suffix(bytes: limit)
      #expect(end.utf8.count == limit / character.utf8.count * character.utf8.count)
      #expect(text.dropLast(3).suffix(bytes: limit) == end)
    }
    #expect(text.suffix(bytes: 1000) == text && text.suffix(bytes: -1).isEmpty)
  }

  @Test func `is within the limit also where one character has all the bytes`() {
    let text = "e" + String(repeating: "\u{301}", count: 100_000)
    #expect(text.count == 1)
    #expect(text.prefix(bytes: 100).utf8.count == 99)
  }
}
