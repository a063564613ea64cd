import Testing

@testable import GeminiAPI

@Suite("Base64 is read in both alphabets")
struct Base64Tests {
  @Test(
    "either alphabet, with or without padding",
    arguments: [
      ("", []), ("YQ==", [0x61]), ("YQ", [0x61]), ("YWI=", [0x61, 0x62]), ("YWI", [0x61, 0x62]),
      ("YWJj", [0x61, 0x62, 0x63]), ("+/+/", [0xFB, 0xFF, 0xBF]), ("-_-_", [0xFB, 0xFF, 0xBF]),
      ("-/+_YQ", [0xFB, 0xFF, 0xBF, 0x61]),
    ] as [(String, [UInt8])]
  )
  func decodes(_ text: String, _ expected: [UInt8]) {
    #expect(Array(text.utf8).withUnsafeBytes(Base64.decode) == expected)
  }

  @Test(
    "what is not base64 is nil",
    arguments: [
      "Y", "YWJjY", "YQ=", "YQ===", "====", "=", "Y=Q=", "YW Jj", "YWJ\n", "YWJj\n", "YWJ\u{FF}", "data:,YWJj",
    ]
  )
  func refuses(_ text: String) {
    #expect(Array(text.utf8).withUnsafeBytes(Base64.decode) == nil)
  }

  @Test("what is written is read back, at every length around the step of the writer")
  func roundTrip() {
    for length in Array(0...20) + Array(3070...3076) + [9217] {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37) }
      var text: [UInt8] = []
      Base64.append(bytes, to: &text)
      #expect(text.count == (length + 2) / 3 * 4)
      #expect(text.withUnsafeBytes(Base64.decode) == bytes)
    }
  }
}
