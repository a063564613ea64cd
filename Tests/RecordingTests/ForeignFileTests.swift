import Foundation
import GeminiAPI
import Recording
import Testing

/// Files of other tools, with bodies in every coding they leave in them.
@Suite struct ForeignFileTests {
  private static let url = "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent"
  private static let answer = #"{"candidates": [{"content": {"parts": [{"text": "Größe \#u{1F600}"}]}}]}"#

  /// The answer in each coding, in Base64, as `gzip`, `zlib`, `brotli` and `zstd` made it.
  private static let encoded: [(coding: String, text: String)] = [
    (
      "gzip",
      "H4sIAAAAAAACA6tWSk7MS8lMSSxJLVayUoiuVkrOzytJzSsBcqqVChKLSqDCJakVIDEl96LD2w7PT1X4MH9Gg1JtbC0QAQBuCcT2RAAAAA=="
    ),
    (
      "x-gzip",
      "H4sIAAAAAAACA6tWSk7MS8lMSSxJLVayUoiuVkrOzytJzSsBcqqVChKLSqDCJakVIDEl96LD2w7PT1X4MH9Gg1JtbC0QAQBuCcT2RAAAAA=="
    ), ("deflate", "eJyrVkpOzEvJTEksSS1WslKIrlZKzs8rSc0rAXKqlQoSi0qgwiWpFSAxJfeiw9sOz09V+DB/RoNSbWwtEAEAQfwZxw=="),
    ("deflate", "q1ZKTsxLyUxJLEktVrJSiK5WSs7PK0nNKwFyqpUKEotKoMIlqRUgMSX3osPbDs9PVfgwf0aDUm1sLRABAA=="),
    ("br", "G0MAQKyOt6ExOLKIeLKICO94HaHSW2QPcFjqlMHnJ6ZtimztZV/XUYLI4cEGnAdKyyb74jNfiE1dPqOfQpNgsUH4Ur+sMAM="),
    (
      "zstd",
      "KLUv/QRYIQIAeyJjYW5kaWRhdGVzIjogW3siY29udGVudCI6IHsicGFydHMiOiBbeyJ0ZXh0IjogIkdyw7bDn2Ug8J+YgCJ9XX19XX2D7gOp"
    ),
    (
      "GZip",
      "H4sIAAAAAAACA6tWSk7MS8lMSSxJLVayUoiuVkrOBwANnfKMFAAAAB+LCAAAAAAAAgPLK0nNK1GyUqhWKkgsKikGsqKrlUpSK0BiSu5Fh7cdnp+q8GH+jAal2thaIAIA7g/gFjAAAAA="
    ),
    (
      "gzip, br",
      "CyeAH4sIAAAAAAACA6tWSk7MS8lMSSxJLVayUoiuVkrOzytJzSsBcqqVChKLSqDCJakVIDEl96LD2w7PT1X4MH9Gg1JtbC0QAQBuCcT2RAAAAAM="
    ),
  ]

  private func cassette(
    body: String = #"'{"contents": [{"parts": [{"text": "q"}]}]}'"#,
    answer: String,
    coding: String? = nil,
    type: String = "application/json",
    url: String = url
  ) -> String {
    """
    - request: { method: POST, uri: "\(url)?key=s3cret&%6Bey=s3cret&alt=json", body: \(body) }
      response:
        body: { string: \(answer) }
        headers: { \(coding.map { "Content-Encoding: [\"\($0)\"], " } ?? "")Content-Type: ["\(type)"] }
        status: { code: 200, message: OK }

    """
  }

  private func read(_ text: String) throws(RecordingError) -> ImportedRecording {
    try RecordingImport.read(Array(text.utf8), name: "f")
  }

  private func interactions(_ text: String) throws -> [RecordedInteraction] {
    guard case .interactions(let list) = try read(text).content else { return [] }
    return list
  }

  private func answers(_ text: String) throws -> [String] {
    try interactions(text).map { String(decoding: $0.pieces.flatMap(\.bytes), as: UTF8.self) }
  }

  @Test(arguments: encoded)
  func `an encoded answer is decoded`(coding: String, text: String) throws {
    let file = "interactions:\n" + cassette(answer: "!!binary \(text)", coding: coding)
    #expect(try answers(file) == [Self.answer])
    let broken = "interactions:\n" + cassette(answer: "!!binary \(text.prefix(28))", coding: coding)
    #expect(throws: RecordingError.self) { try read(broken) }
  }

  @Test func `what tells itself needs no header, and what is text already is left alone`() throws {
    let plain = "'\(Self.answer)'"
    let gzip = Self.encoded[0].text
    let zstd = try #require(Self.encoded.first { $0.coding == "zstd" }).text
    for (answer, coding) in [
      (plain, nil), (plain, "gzip"), (plain, "br"), (plain, "identity"), ("!!binary \(gzip)", nil),
      ("!!binary \(zstd)", nil), ("!binary \(gzip)", "gzip"),
    ] {
      #expect(try answers("interactions:\n" + cassette(answer: answer, coding: coding)) == [Self.answer], "\(answer)")
    }
  }

  @Test func `an event stream becomes its events, also from gzip`() throws {
    let stream = #""data: {\"a\": \"data: x\"}\r\n\r\ndata: {\"b\": 2}\r\n\r\n""#
    let found = try interactions("interactions:\n" + cassette(answer: stream, type: "text/event-stream"))
    #expect(
      found.first?.pieces.map(\.bytes) == [
        Array("data: {\"a\": \"data: x\"}\r\n\r\n".utf8), Array("data: {\"b\": 2}\r\n\r\n".utf8),
      ]
    )
    let encoded = cassette(
      answer: "!!binary H4sIAAAAAAACA0tJLEm0UqhWSlSyUlBKAXMqlGp5uXi5UqAySUAZI7AIAE4fwT0sAAAA",
      coding: "gzip",
      type: "text/event-stream; charset=utf-8"
    )
    #expect(try interactions("interactions:\n" + encoded).first?.pieces == found.first?.pieces)
  }

  @Test func `VCR of Ruby is taken, with bodies as text and as Base64`() throws {
    let question = Data(#"{"contents": [{"parts": [{"text": "k"}]}]}"#.utf8).base64EncodedString()
    let answer = Data(Self.answer.utf8).base64EncodedString()
    let text = """
      http_interactions:
      - request: { method: post, uri: "\(Self.url)", body: { encoding: UTF-8, string: '{"contents": []}' }, headers: {} }
        response:
          status: { code: 200, message: OK }
          headers: { content-type: [application/json] }
          body: { encoding: UTF-8, string: '\(Self.answer)' }
      - request: { method: post, uri: "\(Self.url)", body: { encoding: UTF-8, base64_string: \(question) } }
        response: { status: { code: 429 }, headers: {}, body: { encoding: ASCII-8BIT, base64_string: \(answer) } }
      recorded_with: VCR 6.3.1
      """
    let imported = try read(text)
    #expect(imported.form == "VCR of Ruby" && imported.leftOut.isEmpty)
    let found = try interactions(text)
    #expect(found.map(\.method) == ["POST", "POST"] && found.map(\.status) == [200, 429])
    #expect(found[1].body["contents"]?.elements?.count == 1)
    #expect(try answers(text) == [Self.answer, Self.answer])
  }

  @Test func `HAR with Base64 is taken, and a body that is not in the file is named`() throws {
    let answer = Data(Self.answer.utf8).base64EncodedString()
    func entry(_ content: String, url: String = Self.url) -> String {
      """
      {"request": {"method": "POST", "url": "\(url)", "postData": {"text": "{\\"contents\\": []}"}},
       "response": {"status": 200, "headers": [{"name": "content-encoding", "value": "br"}], "content": \(content)}}
      """
    }
    let text =
      #"{"log": {"entries": ["#
      + [
        entry(#"{"mimeType": "application/json", "text": "\#(answer)", "encoding": "base64"}"#),
        entry(#"{"mimeType": "application/json", "size": 98}"#),
        entry(#"{"mimeType": "application/json", "text": "x", "encoding": "rot13"}"#),
        entry(#"{"text": "", "size": 0}"#), entry(#"{"text": "page"}"#, url: "https://example.com/a?secret=1"),
      ].joined(separator: ",") + "]}}"
    let imported = try read(text)
    #expect(try answers(text) == [Self.answer, ""])
    #expect(imported.leftOut.map(\.number) == [2, 3, 5] && imported.leftOut.map(\.isForeign) == [false, false, true])
    #expect(imported.leftOut[0].reason.contains("not in the file") && imported.leftOut[1].reason.contains("rot13"))
    #expect(imported.leftOut[2].description == "entry 5 (POST https://example.com/a): it does not ask a Gemini model")
  }

  @Test(arguments: [
    ("'plain text'", "'{}'", "its request is not JSON"),
    ("'[1]'", "'{}'", "its request is not a JSON object"),
    ("!!binary '!?'", "'{}'", "its request cannot be read: it has broken Base64"),
    ("'{}'", "!!binary AAECAwQFBgc=", "zlib"),
    ("'{}'", "17", "neither text nor bytes"),
  ])
  func `what cannot be taken is named, and the rest is taken`(body: String, answer: String, reason: String) throws {
    let coding = answer.hasPrefix("!!") ? "zlib" : nil
    let text = "interactions:\n" + cassette(body: body, answer: answer, coding: coding) + cassette(answer: "'{}'")
    let imported = try read(text)
    #expect(imported.leftOut.count == 1 && imported.leftOut[0].number == 1)
    #expect(imported.leftOut[0].reason.contains(reason), "\(imported.leftOut)")
    #expect(try answers(text) == ["{}"])
  }

  @Test func `bodies that are null are empty ones`() throws {
    let text = "interactions:\n" + cassette(body: "null", answer: "null")
    let found = try interactions(text)
    #expect(found.count == 1 && found[0].body.members?.isEmpty == true && found[0].pieces.flatMap(\.bytes).isEmpty)
    #expect(found[0].query == "alt=json")
  }

  @Test func `a bomb ends at the limit, of all bodies together`() throws {
    // 20 MB in some bytes, twice; the first fits.
    let bomb = cassette(
      answer:
        "!!binary y///P/iN1GDNmGOliM5ewYTFbYHA2fu/Ffz//4NfAiAOiwB07//yAAAIv5RIX0lyWAAQ+P6H",
      coding: "br"
    )
    let imported = try read("interactions:\n" + bomb + bomb)
    #expect(imported.leftOut.map(\.number) == [2])
    #expect(imported.leftOut.first?.reason.contains("larger than") == true)
    let window = cassette(answer: "!!binary KLUv/QCIQQAAeyJhIjogMX0=", coding: "zstd")
    #expect(throws: RecordingError.self) { try read("interactions:\n" + window) }
  }

  @Test func `a file that is not text, or nested without end, is refused`() {
    #expect(throws: RecordingError.self) { try RecordingImport.read([0xff, 0xfe, 0x41, 0], name: "f") }
    let deep = String(repeating: "[", count: 70) + String(repeating: "]", count: 70)
    #expect(throws: RecordingError.self) { try read("interactions:\n- request: \(deep)\n") }
  }

  @Test func `replays with parts a model's answer has not are named`() throws {
    func entry(_ url: String, _ request: String, _ response: String) -> String {
      """
      {"request": {"method": "post", "url": "{MLDEV_URL_PREFIX}/\(url)", "body_segments": \(request)},
       "response": {"status_code": 200, \(response)}}
      """
    }
    let model = "models/gemini-2.5-flash"
    let text =
      #"{"interactions": ["#
      + [
        entry("\(model):generateContent", "[{}]", #""body_segments": [{"a": 1}]"#),
        entry("\(model):generateContent", "[{}]", #""body_segments": [{"a": 1}, {"b": 2}]"#),
        entry("\(model):streamGenerateContent?alt=sse", "[{}]", #""body_segments": [{"a": 1}, {"b": 2}]"#),
        entry("\(model):streamGenerateContent", "[{}]", #""body_segments": [{"a": 1}]"#),
        entry("\(model):generateContent", "[{}, {}]", #""body_segments": [{}]"#),
        entry("\(model):download", "[]", #""body_segments": [], "byte_segments": ["QQ=="]"#),
      ].joined(separator: ",") + "]}"
    let imported = try read(text)
    #expect(imported.leftOut.map(\.number) == [2, 5, 6] && !imported.leftOut.contains { $0.isForeign })
    #expect(
      try interactions(text).map { $0.contentType.prefix(17) } == [
        "application/json;", "text/event-stream", "application/json;",
      ]
    )
    #expect(try interactions(text)[2].documents() == [["a": 1]])
  }

  @Test func `what aimock's fixtures have and ours have not is named`() throws {
    let text = #"""
      {"fixtures": [
        {"match": {"userMessage": "a", "endpoint": "chat"}, "response": {"content": "A"}},
        {"match": {"userMessage": "b"}, "response": {"image": {"url": "x"}}},
        {"match": {"userMessage": "c"}, "response": {"toolCalls": [{"name": "f", "arguments": "no JSON"}]}},
        {"match": {"userMessage": "d"}},
        {"match": {"userMessage": "e"}, "response": {"content": "E"}}]}
      """#
    let imported = try read(text)
    #expect(imported.leftOut.map(\.number) == [1, 2, 3, 4])
    guard case .fixtures(let yaml) = imported.content else { return #expect(Bool(false), "no fixtures") }
    #expect(yaml.contains("# match.endpoint") && yaml.contains("name: aimock-5") && !yaml.contains("aimock-4"))
  }
}
