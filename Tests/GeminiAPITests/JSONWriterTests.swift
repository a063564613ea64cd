import Testing

@testable import GeminiAPI

@Suite("JSON is written as the service writes it")
struct JSONWriterTests {
  static var response: GenerateContentResponse {
    let parts: [Part] = [
      .executableCode(ExecutableCode(id: "h0mwtrhs", code: "print(1 < 2)\n")),
      .codeExecutionResult(CodeExecutionResult(id: "h0mwtrhs", outcome: .ok, output: "True\n")),
      .inlineData(Blob(mimeType: "image/png", data: [0xFB, 0xFF, 0xFE, 1])),
      Part(data: .text("done"), thoughtSignature: [1, 2]),
    ]
    var candidate = Candidate(content: Content(role: "model", parts: parts), finishReason: .stop)
    candidate.index = 0
    var response = GenerateContentResponse(
      candidates: [candidate],
      modelVersion: "gemini-2.5-flash",
      responseId: "ntcEapytNbDmqtsP2JrvyQs"
    )
    var usage = UsageMetadata(promptTokenCount: 32, candidatesTokenCount: 22, totalTokenCount: 54)
    usage.promptTokensDetails = [ModalityTokenCount(modality: .text, tokenCount: 32)]
    response.usageMetadata = usage
    return response
  }

  @Test("one chunk of a stream is one line")
  func chunk() {
    let expected =
      #"{"candidates": [{"content": {"parts": [{"executableCode": {"language": "PYTHON","code": "print(1 \u003c 2)\n","id": "h0mwtrhs"}},"#
      + #"{"codeExecutionResult": {"outcome": "OUTCOME_OK","output": "True\n","id": "h0mwtrhs"}},"#
      + #"{"inlineData": {"mimeType": "image/png","data": "+//+AQ=="}},{"text": "done","thoughtSignature": "AQI="}],"role": "model"},"#
      + #""finishReason": "STOP","index": 0}],"usageMetadata": {"promptTokenCount": 32,"candidatesTokenCount": 22,"#
      + #""totalTokenCount": 54,"promptTokensDetails": [{"modality": "TEXT","tokenCount": 32}]},"#
      + #""modelVersion": "gemini-2.5-flash","responseId": "ntcEapytNbDmqtsP2JrvyQs"}"#
    #expect(String(decoding: Self.response.json(pretty: false), as: UTF8.self) == expected)
  }

  @Test("a body is indented by two blanks and ends its last line")
  func body() {
    let content = Content(role: "model", parts: [.codeExecutionResult(CodeExecutionResult(outcome: .ok))])
    var candidate = Candidate(content: content, finishReason: .stop)
    candidate.finishMessage = "why"
    candidate.index = 0
    let response = GenerateContentResponse(candidates: [candidate], modelVersion: "m")
    let expected = """
      {
        "candidates": [
          {
            "content": {
              "parts": [
                {
                  "codeExecutionResult": {
                    "outcome": "OUTCOME_OK"
                  }
                }
              ],
              "role": "model"
            },
            "finishReason": "STOP",
            "index": 0,
            "finishMessage": "why"
          }
        ],
        "modelVersion": "m"
      }

      """
    #expect(String(decoding: response.json(pretty: true), as: UTF8.self) == expected)
  }

  @Test(
    "strings are escaped where the service or a line reader needs it",
    arguments: [
      ("a<b>&'=/", #"a\u003cb\u003e&'=/"#),
      ("\u{0}\u{1F}\u{7F}\u{8}\u{9}\n\u{C}\r", #"\u0000\u001f\u007f\b\t\n\f\r"#),
      ("line\u{2028}and\u{2029}and\u{85}end", #"line\u2028and\u2029and\u0085end"#),
      ("long plain text, then \"quote\\", #"long plain text, then \"quote\\"#),
      ("äöü€😀\u{86}\u{2027}\u{202A}", "äöü€😀\u{86}\u{2027}\u{202A}"),
      ("", ""),
    ]
  )
  func escapes(_ text: String, _ expected: String) throws {
    var writer = JSONWriter(layout: .line)
    writer.string(text)
    let written = writer.finished()
    #expect(String(decoding: written, as: UTF8.self) == "\"\(expected)\"")
    #expect(try JSONParser.parse(written).text == text)
  }

  @Test("every scalar survives writer and parser, alone and between text")
  func everyScalar() throws {
    var text = ""
    for value in (0...0x2100).map(UInt32.init) + [0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF] {
      if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
    }
    var writer = JSONWriter(layout: .line)
    writer.string(text)
    let written = writer.finished()
    #expect(Array(try #require(try JSONParser.parse(written).text).utf8) == Array(text.utf8))
    #expect(!written.contains(UInt8(ascii: "\n")))
  }

  @Test("numbers have the service's form", arguments: [(1.0, "1"), (0.95, "0.95"), (-2.5, "-2.5"), (.nan, "\"NaN\"")])
  func numbers(_ value: Double, _ expected: String) {
    var writer = JSONWriter(layout: .line)
    writer.double(value)
    #expect(String(decoding: writer.finished(), as: UTF8.self) == expected)
  }

  @Test("an error has the shape of google.rpc.Status")
  func status() {
    let status = Status.resourceExhausted("Slow down.", details: [Status.retryInfo(seconds: 10)])
    let expected =
      #"{"error": {"code": 429,"message": "Slow down.","status": "RESOURCE_EXHAUSTED","#
      + #""details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo","retryDelay": "10s"}]}}"#
    #expect(String(decoding: status.json(pretty: false), as: UTF8.self) == expected)
  }

  @Test("a model is written with all its numbers")
  func model() {
    var model = Model(name: "models/m")
    model.displayName = "M"
    model.outputTokenLimit = 5
    (model.temperature, model.topP, model.topK) = (1, 0.95, 64)
    let expected =
      #"{"models": [{"name": "models/m","version": "001","displayName": "M","description": "","#
      + #""inputTokenLimit": 1048576,"outputTokenLimit": 5,"#
      + #""supportedGenerationMethods": ["generateContent","countTokens"],"temperature": 1,"topP": 0.95,"topK": 64}],"#
      + #""nextPageToken": "t"}"#
    let page = ListResponse([model], nextPageToken: "t")
    #expect(String(decoding: page.json(pretty: false), as: UTF8.self) == expected)
  }
}
