import GeminiAPI
import Generation
import Testing

@Suite struct TokenCounterTests {
  /// Pieces of recorded streams with the tokens the service counted, and the bounds of what no recording shows.
  @Test(arguments: [
    ("", 0), ("a", 1), ("The first 5", 4), ("The capital of France", 4), (" Tower.", 2),
    ("59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 10", 48),
    (", 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53", 48),
    (" is Paris. A famous landmark in Paris is the Eiffel", 11),
    ("How much is 3 * 12390?", 13),
    (
      "What is the sum of the first 50 prime numbers? Generate and run code for the calculation, and make sure you "
        + "get all 50.", 32
    ),
  ])
  func `texts of recorded streams count as the service counts them`(text: String, tokens: Int) {
    #expect(TokenCounter().tokens(in: text) == tokens)
  }

  @Test(arguments: [
    (" ", 1), ("\n\n\n", 1), ("a\n\n    b", 4), ("   ", 1), ("a b", 2), ("1 2", 3), ("_x_", 3), ("\r\n", 1),

    ("abcdefghij", 1), ("abcdefghijk", 2), ("\u{43F}\u{440}\u{438}\u{432}", 2), ("\u{4F60}\u{597D}", 2),
    ("\u{1F600}", 1), ("\u{43F}\u{440}", 1),
  ])
  func `every class of characters counts`(text: String, tokens: Int) {
    #expect(TokenCounter().tokens(in: text) == tokens)
  }

  @Test(arguments: [
    ("image/png", Modality.image), ("text/csv", .text), ("video/mp2t", .text), ("application/pdf", .document),
    ("audio/mp3", .audio), ("video/mp4", .video),
  ])
  func `bytes count under the kind their type names`(type: String, modality: Modality) {
    let tally = TokenCounter().tally(of: Blob(mimeType: type, data: Array("a,b\n1,2\n".utf8)))
    #expect(tally.details.map(\.modality) == [modality])
  }

  @Test(arguments: [
    ("<< /Type /Pages /Count 2 >> << /Type/Page >> << /Type\n/Page /Parent 1 0 R >>", 2),
    ("%PDF-1.7 compressed", 1), (String(repeating: "x", count: 150_000), 3), ("/Type", 1), ("/Type /Page", 1),
  ])
  func `a page of a document counts as an image`(document: String, pages: Int) {
    let blob = Blob(mimeType: "application/pdf", data: Array(document.utf8))
    #expect(TokenCounter().tally(of: blob).document == 258 * pages)
  }

  @Test func `the prompt is instruction, turns and functions`() {
    let request = GenerateContentRequest(
      contents: [Content(parts: [.text("one two")])],
      systemInstruction: Content(parts: [.text("three")]),
      tools: [Tool(functionDeclarations: [FunctionDeclaration(name: "four", description: "five six")])]
    )
    #expect(TokenCounter().tally(of: request).total == 6)
  }
}
