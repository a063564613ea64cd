import GeminiAPI
import Testing

@Suite("The beginning of a text in bytes")
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

  @Test func `is within the limit also where one character has all the bytes`() {
    let text = "e" + String(repeating: "\u{301}", count: 100_000)
    #expect(text.count == 1)
    #expect(text.prefix(bytes: 100).utf8.count == 99)
  }
}
