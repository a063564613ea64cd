import Testing

@testable import ChatCompletions

@Suite("What is held back")
struct SpeechBoundsTests {
  /// Pieces, and what goes out with each.
  @Test
  func `text goes out with its piece unless it may become something else`() {
    var reader = Speech("", "").reader
    let pieces: [(String, [SpokenEvent])] = [
      ("Hel", [.text("Hel")]), ("lo 🙂\n", [.text("lo 🙂\n")]), ("``", []), ("x", [.text("``x")]),
      (" <b", [.text(" <b")]), (" <tool", [.text(" ")]), ("s", []), ("et>", [.text("<toolset>")]),
      ("\n```js", [.text("\n")]), ("\nx", [.text("```js\nx")]),
    ]
    for (piece, heard) in pieces { #expect(reader.read(piece) == heard, "\(piece)") }
  }

  @Test
  func `an answer in JSON goes out from its first member on`() {
    var reader = Speech("", "").reader
    #expect(reader.read("{\"ci").isEmpty)
    #expect(reader.read("ty\": ") == [.text("{\"city\": ")])
    #expect(reader.read("\"Łódź\"") == [.text("\"Łódź\"")])
  }

  @Test(arguments: [
    "{\"name\": \"run_python\", \"arguments\": {\"code\": \"", "<tool_call>", "```json\n{\"name\": \"now\", \"x\": \"",
    "```python\n", "```\n", "<|python_tag|>",
  ])
  func `what is longer than 64 KiB is text, and held back no longer`(opening: String) {
    let text = opening + String(repeating: "🐍x\n", count: SpeechReader.maximumHeld / 6 + 2)
    var reader = Speech("", "").reader
    let fits = reader.read(String(text.utf8.prefix(SpeechReader.maximumHeld - 6)) ?? "")
    #expect(fits.isEmpty)
    let speech = Speech.same(opening, text)
    for pieces in [[text], text.map { String($0) }] { #expect(speech.events(of: pieces) == speech.heard) }
    var whole = speech.reader
    #expect(!whole.read(text).isEmpty)
    #expect(whole.read("more") == [.text("more")])
  }

  /// Each would take hours if a byte cost as much as what stands before it.
  @Test(arguments: [
    "{", "[", "<", "`", "~~~", "```\n", "{\"name\": \"", "{\"name\":\"now\",", "<tool_call>", "<tool_", "<function=",
    "[{\"",
    "```json\n{\"", "<think>", "\n<think>\n</think>", "[TOOL_CALLS]", "{\"type\": \"function\", ",
    "{\"code\": \"a\"b\",", "\"\"\"", "\\",
    "<tool_call>{\"name\":\"x\"}", "((", "```python\n'''\n```\n", "{\"arguments\": {\"a\": \"\"", "🐍", "\u{301}",
    "{\"name\":\"now\"}",
  ])
  func `the cost of a nasty text grows with its length`(unit: String) {
    let text = String(repeating: unit, count: 70_000 / unit.utf8.count)
    let speech = Speech("", text)
    let whole = speech.events(of: [text])
    #expect(speech.events(of: text.unicodeScalars.map { String($0) }) == whole)
    _ = CallArguments.code(in: text)
    _ = CallArguments.object(in: "{\"a\": " + text)
  }
}
