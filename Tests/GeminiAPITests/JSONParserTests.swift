import Testing

@testable import GeminiAPI

@Suite("JSON bodies are parsed strictly and without loss")
struct JSONParserTests {
  @Test(
    "text of RFC 8259 comes out as it went in",
    arguments: [
      #"null"#, #"true"#, #"-0"#, #"1.50e+3"#, #""""#, #"[]"#, #"{}"#, #"[1, [2, []], {}]"#,
      #"{"b": 1,"a": 2,"b": 3}"#, #"{"text": "ä€😀 and more than eight bytes"}"#, #"" \n\t\" \\ ""#,
    ]
  )
  func roundTrip(_ text: String) throws {
    var writer = JSONWriter(layout: .line)
    writer.value(try JSONParser.parse(Array(text.utf8)))
    let written = String(decoding: writer.finished(), as: UTF8.self)
    #expect(written == text.replacing(", ", with: ","))
  }

  @Test(
    "escapes are resolved",
    arguments: [
      (#""\u0041\/\b\f\n\r\t\"\\""#, "A/\u{8}\u{C}\n\r\t\"\\"),
      (#""\ud83d\uDE00 x""#, "😀 x"),
      (#""\u00e9\u20AC\u0000""#, "é€\u{0}"),
      (#""plain run of text \u003c then more plain text""#, "plain run of text < then more plain text"),
    ]
  )
  func escapes(_ text: String, _ expected: String) throws {
    #expect(try JSONParser.parse(Array(text.utf8)).text == expected)
  }

  @Test(
    "what is not JSON gets the service's text",
    arguments: [
      ("", "Unexpected end of string. Expected a value.\n\n^"),
      ("  ", "Unexpected end of string. Expected a value.\n\n^"),
      ("=x", "Expected a value.\n=x\n^"),
      ("hello", "Unexpected token.\nhello\n^"),
      ("{\"a\": nope}", "Unexpected token.\n{\"a\": nope}\n      ^"),
      ("{\"a\" 1}", "Expected : between key:value pair.\n{\"a\" 1}\n     ^"),
      ("{\"a\": 1", "Unexpected end of string. Expected , or } after key:value pair.\n\n^"),
      ("{\"a\": 1 \"b\"}", "Expected , or } after key:value pair.\n{\"a\": 1 \"b\"}\n        ^"),
      ("{a: 1}", "Expected an object key or }.\n{a: 1}\n ^"),
      ("[1 2]", "Expected , or ] after array value.\n[1 2]\n   ^"),
      ("[1,", "Unexpected end of string. Expected a value or ] within an array.\n\n^"),
      ("[1,,]", "Unexpected token.\n[1,,]\n   ^"),
      ("{} {}", "Parsing terminated before end of input.\n{} {}\n   ^"),
      ("\"abc", "Closing quote expected in string.\n\n^"),
      ("\"abc\\", "Closing quote expected in string.\n\n^"),
      ("\"\\x\"", "Invalid escape sequence.\n\"\\x\"\n ^"),
      ("\"\\u12G4\"", "Invalid escape sequence.\n\"\\u12G4\"\n ^"),
      ("\"\\ud800\"", "Missing low surrogate.\n\"\\ud800\"\n ^"),
      ("\"\\ud800\\u0041\"", "Invalid low surrogate.\n\"\\ud800\\u0041\"\n ^"),
      ("\"\\udc00\"", "Invalid unicode code point.\n\"\\udc00\"\n ^"),
      ("\"a\u{1}\"", "Control character in string: write it as an escape.\n\"a\u{1}\"\n  ^"),
      ("01", "Octal/hex numbers are not valid JSON values.\n01\n^"),
      ("0x1", "Octal/hex numbers are not valid JSON values.\n0x1\n^"),
      ("1.", "Unable to parse number.\n1.\n^"),
      ("-", "Unable to parse number.\n-\n^"),
      ("1e999", "Number exceeds the range of double.\n1e999\n^"),
    ]
  )
  func syntaxErrors(_ text: String, _ expected: String) {
    let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(Array(text.utf8)) }
    #expect(error?.message == "Invalid JSON payload received. " + expected)
  }

  @Test(
    "a comma before a closing bracket is taken, as the service's samples have it",
    arguments: [("[1,]", "[1]"), ("{\"a\": [1, 2, ], }", "{\"a\": [1, 2]}"), ("[[],]", "[[]]")]
  )
  func trailingCommas(_ text: String, _ same: String) throws {
    #expect(try JSONParser.parse(Array(text.utf8)) == JSONParser.parse(Array(same.utf8)))
  }

  @Test(
    "bytes that are not UTF-8 are refused",
    arguments: [
      [0x80], [0xC0, 0x80], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82], [0xF0, 0x80, 0x80, 0x80],
      [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF],
    ] as [[UInt8]]
  )
  func invalidUTF8(_ sequence: [UInt8]) {
    let quote = UInt8(ascii: "\"")
    for tail in [[quote], [quote] + Array("        ".utf8)] {
      let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse([quote] + sequence + tail) }
      #expect(error?.reason == "Encountered non UTF-8 code points.")
      #expect(error?.offset == 1)
    }
  }

  @Test("an error knows its offset, line and column, and shows 20 bytes on either side")
  func position() {
    let text = "{\n  \"first\": 1,\n  \"a key of many letters\" 2, \"and so on\": 3\n}"
    let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(Array(text.utf8)) }
    #expect(error?.offset == 42)
    #expect(error?.line == 3)
    #expect(error?.column == 27)
    #expect(error?.excerpt == "ey of many letters\" 2, \"and so on\": 3\n}")
    #expect(error?.caret == 20)
  }

  @Test("nesting beyond the limit is refused, however deep", arguments: [101, 100_000])
  func depth(_ levels: Int) throws {
    let bomb = Array(String(repeating: "[", count: levels).utf8)
    let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(bomb) }
    #expect(error?.reason == "Message too deep. Max recursion depth reached for key ''")
    let objects = Array(String(repeating: "{\"a\":", count: levels).utf8)
    let named = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(objects) }
    #expect(named?.reason == "Message too deep. Max recursion depth reached for key 'a'")
    let allowed = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
    #expect(throws: Never.self) { try JSONParser.parse(Array(allowed.utf8)) }
  }

  @Test("more values than the limit are refused")
  func values() {
    let limits = JSONParser.Limits(values: 10)
    #expect(throws: Never.self) { try JSONParser.parse(Array("[1,1,1,1,1,1,1,1,1]".utf8), limits: limits) }
    let error = #expect(throws: JSONSyntaxError.self) {
      try JSONParser.parse(Array("[1,1,1,1,1,1,1,1,1,1]".utf8), limits: limits)
    }
    #expect(error?.reason == "Message too large. At most 10 values are read.")
  }

  @Test("no cut of a good body crashes the parser or passes for JSON")
  func everyPrefix() {
    let body = Array(#"{"a": [1.5e3, "\u00e9\ud83d\ude00 ü", true, null, {"b": "tail of text"}]}"#.utf8)
    for length in body.indices {
      #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(Array(body[..<length])) }
    }
  }
}
