import Testing

@testable import GeminiAPI

@Suite("Keys name fields in either case")
struct FieldNameTests {
  @Test(
    arguments: [
      ("inlineData", "inlineData"), ("inline_data", "inlineData"), ("text", "text"), ("top_p", "topP"),
      ("_response_json_schema", "_responseJsonSchema"), ("_responseJsonSchema", "_responseJsonSchema"),
      ("inlineData_", nil), ("inline_Data", nil), ("in-line", nil), ("InlineData", "InlineData"), ("", ""), ("ä", nil),
      ("_name", "_name"), ("display__name", "display_Name"), ("sha256_hash", "sha256Hash"), ("field_1", "field_1"),
      ("name_", "name_"), (String(repeating: "a", count: 65), nil),
    ] as [(String, String?)]
  )
  func `a key becomes the name JSON has for a field, or nothing`(_ key: String, _ expected: String?) {
    #expect(FieldName.json(key) == expected)
  }

  @Test(arguments: ["inline_data", "text", "top_p", "_response_json_schema", "sha256_hash"])
  func `errors say the proto name`(_ name: String) throws {
    #expect(FieldName.proto(try #require(FieldName.json(name))) == name)
  }
}
