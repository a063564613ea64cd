import Testing

@testable import GeminiAPI

@Suite("Keys name proto fields in either case")
struct FieldNameTests {
  @Test(
    arguments: [
      ("inlineData", "inline_data"), ("inline_data", "inline_data"), ("text", "text"), ("topP", "top_p"),
      ("_responseJsonSchema", "_response_json_schema"), ("inlineData_", nil), ("inline_Data", nil), ("in-line", nil),
      ("InlineData", "_inline_data"), ("", ""), ("ä", nil), (String(repeating: "a", count: 65), nil),
    ] as [(String, String?)]
  )
  func `a key becomes a proto name or nothing`(_ key: String, _ expected: String?) {
    #expect(FieldName.proto(key) == expected)
  }
}
