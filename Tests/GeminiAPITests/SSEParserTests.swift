import GeminiAPI
import Testing

@Suite struct SSEParserTests {
  private static func data(_ text: String) -> [String] {
    SSEParser.events(in: Array(text.utf8)).map { String(decoding: $0.data, as: UTF8.self) }
  }

  @Test(arguments: [
    ("data: a\r\n\r\ndata: b\r\n\r\n", ["a", "b"]),
    ("data: a\n\ndata: b\n\n", ["a", "b"]),
    ("data: a\r\rdata: b\r\r", ["a", "b"]),
    // Data that looks like a field is data.
    ("data: {\"code\": \"print('data: x')\\ndata: y\"}\r\n\r\n", ["{\"code\": \"print('data: x')\\ndata: y\"}"]),
    ("data: data: a\n\n", ["data: a"]),
    // One space behind the colon belongs to the field; there need not be one.
    ("data:a\n\ndata:  b\n\ndata\n\n", ["a", " b", ""]),
    ("data: one\ndata: two\n\n", ["one\ntwo"]),
    (": a comment\nevent: e\nid: 1\nretry: 5\ndata: a\n\n\n\n", ["a"]),
    ("dataset: a\n\n", []),
    // A server that breaks off.
    ("data: a\n\ndata: b", ["a", "b"]), ("data: a", ["a"]), ("", []), ("{\"a\": 1}", []),
    ("data: \u{1F600}例\n\n", ["\u{1F600}例"]),
  ])
  func `events are what blank lines end`(stream: String, expected: [String]) {
    #expect(Self.data(stream) == expected)
  }

  @Test(arguments: 1...7)
  func `pieces of any size give the same events, and every byte is in one of them`(size: Int) {
    let stream = Array(": hello\r\n\r\ndata: a\r\n\r\ndata: {\"b\": \"\u{1F600}\"}\r\n\r\ndata: c\n\n".utf8)
    var parser = SSEParser()
    var events: [SSEParser.Event] = []
    for start in stride(from: 0, to: stream.count, by: size) {
      events += parser.take(stream[start..<min(start + size, stream.count)])
    }
    if let last = parser.finish() { events.append(last) }
    #expect(events == SSEParser.events(in: stream))
    #expect(events.flatMap(\.bytes) == stream)
    #expect(events[1].bytes == SSEParser.frame(Array("{\"b\": \"\u{1F600}\"}".utf8)))
  }
}
