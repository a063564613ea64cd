import Testing

@testable import SandboxProtocol

@Suite("The path of an output file")
struct OutputPathTests {
  private static func names(_ name: String, _ count: Int) -> String {
    Array(repeating: name, count: count).joined(separator: "/")
  }

  @Test(
    "leads into the working directory and nowhere else",
    arguments: [
      ("a.txt", true), ("a/b.txt", true), (".hidden", true), ("..a/b..", true), ("ä/例.png", true), ("a b", true),
      ("", false), ("/a", false), ("a/", false), ("a//b", false), (".", false), ("..", false), ("../a", false),
      ("a/../b", false), ("a/./b", false), ("a\0b", false), (names("d", 16), true), (names("d", 17), false),
      (String(repeating: "n", count: 255), true), (String(repeating: "n", count: 256), false),
      (String(repeating: "例", count: 85), true), (String(repeating: "例", count: 86), false),
      (names(String(repeating: "n", count: 204), 5), true), (names(String(repeating: "n", count: 205), 5), false),
    ]
  )
  func validity(path: String, isValid: Bool) {
    #expect(OutputPath.isValid(Array(path.utf8)) == isValid)
  }

  @Test(
    "is shown so that no two read alike",
    arguments: [
      (Array("a/ä.txt".utf8), "a/ä.txt"), (Array("100%".utf8), "100%25"), (Array("a\nb".utf8), "a%0Ab"),
      ([0xff, 0x2f, 0x61], "%FF/a"), (Array("../x".utf8), "..%2Fx"), (Array("/etc".utf8), "%2Fetc"), ([], ""),
    ]
  )
  func text(path: [UInt8], text: String) {
    #expect(OutputPath.text(of: path) == text)
  }

  @Test("and other texts are cut at a number of bytes, not within a character", arguments: ["a", "é", "例", "😀"])
  func cut(_ character: String) {
    let text = String(repeating: character, count: 20)
    for limit in 0...19 {
      let cut = ByteCut.prefix(text, limit)
      #expect(cut.utf8.count <= limit && cut.utf8.count > limit - 4 && text.hasPrefix(cut))
    }
    #expect(ByteCut.prefix(text, 100) == text)
  }
}
