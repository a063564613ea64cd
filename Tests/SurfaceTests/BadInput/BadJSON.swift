/// Bodies that are not JSON, or none that is read.
enum BadJSON {
  private static let prefix = "Invalid JSON payload received. "

  private static func bytes(_ description: String, _ body: [UInt8], _ message: String) -> BadInput {
    BadInput(description, bytes: BadInput.request(body: body), message)
  }

  static let cases = [
    BadInput("words", body: "hello", prefix + "Unexpected token.\nhello\n^"),
    BadInput("a body that breaks off", body: #"{"contents": ["#, prefix + "Unexpected end of string."),
    BadInput(
      "a text that breaks off",
      body: #"{"contents": [{"parts": [{"text": "hi"#,
      prefix + "Closing quote expected"
    ),
    BadInput("blanks", body: "   ", prefix + "Unexpected end of string. Expected a value."),
    BadInput("more behind the end", body: "{} x", prefix + "Parsing terminated before end of input.\n{} x\n   ^"),
    BadInput("single quotes", body: "{'contents': []}", prefix + "Expected an object key or }.\n{'contents': []}\n ^"),
    BadInput("keys without quotes", body: "{contents: []}", prefix + "Expected an object key or }."),
    BadInput("a comment", body: "{/* hi */}", prefix + "Expected an object key or }."),
    BadInput("NaN", body: BadInput.with(#""generationConfig": {"temperature": NaN}"#), prefix + "Unexpected token."),
    BadInput(
      "a line end in a text",
      body: BadInput.part("{\"text\": \"a\nb\"}"),
      prefix + "Control character in string"
    ),
    BadInput("an unknown escape", body: BadInput.part(#"{"text": "\x41"}"#), prefix + "Invalid escape sequence."),
    BadInput("half a surrogate", body: BadInput.part(#"{"text": "\ud800"}"#), prefix + "Missing low surrogate."),
    BadInput("a byte order mark", body: "\u{FEFF}\(BadInput.hello)", prefix + "Expected a value."),
    bytes(
      "Latin-1",
      Array(#"{"contents": {"parts": {"text": ""#.utf8) + [0xE9] + Array(#""}}}"#.utf8),
      prefix + "Encountered non UTF-8 code points."
    ),
    bytes("UTF-16", BadInput.hello.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }, prefix),
    bytes("a null byte", [0x7B, 0, 0x7D], prefix),
    bytes("noise", (0..<4_096).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ $0 / 256) }, prefix),
    BadInput(
      "lists in lists",
      body: String(repeating: "[", count: 100_000),
      prefix + "Message too deep. Max recursion depth reached for key ''"
    ),
    BadInput(
      "objects in objects",
      body: String(repeating: #"{"a":"#, count: 100_000),
      prefix + "Message too deep. Max recursion depth reached for key 'a'"
    ),
    BadInput(
      "a number of 10000 digits",
      body: BadInput.with(#""generationConfig": {"seed": \#(String(repeating: "7", count: 10_000))}"#),
      prefix + "Unable to parse number."
    ),
    BadInput(
      "a number beyond all",
      body: BadInput.with(#""generationConfig": {"temperature": 1e400}"#),
      prefix + "Number exceeds the range of double."
    ),
    BadInput(
      "a list as the body",
      body: "[\(BadInput.hello)]",
      prefix + #"Unknown name "": Root element must be a message."#,
      fields: [nil]
    ),
    BadInput(
      "null as the body",
      body: "null",
      prefix + #"Unknown name "": Root element must be a message."#,
      fields: [nil]
    ),
    BadInput(
      "a text as the body",
      body: #""hi""#,
      prefix + #"Unknown name "": Root element must be a message."#,
      fields: [nil]
    ),
    BadInput(
      "a body larger than the limit",
      body: String(repeating: " ", count: BadInput.bodyLimit + 1),
      "Request payload size exceeds the limit: \(BadInput.bodyLimit) bytes."
    ),
  ]
}
