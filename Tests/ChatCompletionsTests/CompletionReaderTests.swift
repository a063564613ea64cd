import GeminiAPI
import Testing

@testable import ChatCompletions

@Suite("A completion as a server writes it")
struct CompletionReaderTests {
  private static func read(_ pieces: [[UInt8]]) throws -> [CompletionEvent] {
    var reader = CompletionReader()
    var events: [CompletionEvent] = []
    for piece in pieces { events += try reader.take(piece) }
    return events + (try reader.finish())
  }

  private static let usage = CompletionEvent.usage(CompletionUsage(prompt: 3, completion: 2, reasoning: 1))
  private static let counts =
    #""usage":{"prompt_tokens":3,"completion_tokens":2,"completion_tokens_details":{"reasoning_tokens":1}}"#

  /// A name, a body, what is in it.
  private static let bodies: [(String, String, [CompletionEvent])] = [
    (
      "a stream",
      "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"Hé😀\"}}]}\n\n: ping\n\n"
        + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: {\"choices\":[],\(counts)}\n\n"
        + "data: [DONE]\n\n", [.content("Hé😀"), .finish("stop"), usage]
    ),
    (
      "thoughts of both names, and carriage returns",
      "data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"a\"}}]}\r\n\r\n"
        + "data: {\"choices\":[{\"delta\":{\"reasoning\":\"b\",\"content\":null},\"finish_reason\":\"stop\"}]}\r\n\r\n",
      [.reasoning("a"), .reasoning("b"), .finish("stop")]
    ),
    (
      "calls in pieces, one without an id, one with an object",
      #"data: {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"x","function":{"name":"f","arguments":""}}]}}]}"#
        + "\n\n"
        + #"data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}}]}"# + "\n\n"
        + #"data: {"choices":[{"delta":{"tool_calls":[{"index":1,"id":"","function":{"name":"g","arguments":{"a":1}}}]}}]}"#
        + "\n\ndata: [DONE]\n\n",
      [
        .toolCall(index: 0, id: "x", name: "f", arguments: ""),
        .toolCall(index: 0, id: nil, name: nil, arguments: "{}"),
        .toolCall(index: 1, id: nil, name: "g", arguments: #"{"a": 1}"#),
      ]
    ),
    (
      "a completion in one piece",
      #" {"choices":[{"message":{"content":[{"type":"text","text":"Hi"}],"tool_calls":[{"function":{"name":"f","#
        + #""arguments":null}}]},"finish_reason":"tool_calls"}],\#(counts)}"#,
      [.content("Hi"), .toolCall(index: 0, id: nil, name: "f", arguments: ""), .finish("tool_calls"), usage]
    ),
    (
      "counts in each chunk",
      #"data: {"choices":[{"delta":{"content":"a"}}],"timings":{"prompt_n":4,"cache_n":1,"predicted_n":7}}"#
        + "\n\ndata: [DONE]\n\n",
      [.content("a"), .usage(CompletionUsage(prompt: 5, completion: 7))]
    ),
    (
      "an end without a blank line", "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: [DONE]",
      [.content("a")]
    ),
    (
      "a key that is null",
      "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"error\":null,\"usage\":null}\n\ndata: [DONE]\n\n",
      [.content("a")]
    ),
  ]

  @Test(arguments: bodies.indices)
  func `is read alike however it is cut`(_ row: Int) throws {
    let (name, text, events) = Self.bodies[row]
    let bytes = Array(text.utf8)
    for cut in 0...bytes.count {
      #expect(try Self.read([Array(bytes[..<cut]), Array(bytes[cut...])]) == events, "\(name), cut at \(cut)")
    }
    #expect(try Self.read(bytes.map { [$0] }) == events, "\(name)")
  }

  @Test(arguments: [
    ("", Status.Code.unavailable, "before it was whole"), (": ping\n\n", .unavailable, "before it was whole"),
    ("Hello", .internal, "not a chat completion"),
    ("{}", .internal, "not a chat completion"), (#"{"choices":[]}"#, .internal, "not a chat completion"),
    (#"{"choices":[{"message":"#, .internal, "is not JSON"), ("data: {\"choices\":\n\n", .internal, "is not JSON"),
    ("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n", .unavailable, "before it was whole"),
    (
      "data: {\"error\":{\"message\":\"slow down\",\"code\":429}}\n\n", .resourceExhausted,
      "refused with 429: slow down"
    ),
    ("data: {\"error\":{\"message\":\"full\",\"type\":\"overloaded_error\"}}\n\n", .unavailable, "full"),
    (#"[{"error":{"message":"no","code":400}}]"#, .invalidArgument, "no"), (#"{"error":"gone"}"#, .internal, "gone"),
  ])
  func `that is none is one clear error`(body: String, code: Status.Code, message: String) {
    let fault = #expect(throws: CompletionFault.self) { try Self.read([Array(body.utf8)]) }
    #expect(
      fault?.status.code == code && fault?.status.message.contains(message) == true,
      "\(fault?.status.message ?? "")"
    )
    #expect(fault?.status.details.first?["domain"]?.text == "pollux")
  }

  @Test
  func `has a bound, as an event and as a whole`() throws {
    let piece = Array(repeating: UInt8(ascii: "x"), count: 100)
    for beginning in ["data: ", "{", ": "] {
      var reader = CompletionReader(maximumEventSize: 1000, maximumSize: 5000)
      _ = try reader.take(Array(beginning.utf8))
      let fault = #expect(throws: CompletionFault.self) { while true { _ = try reader.take(piece) } }
      #expect(fault?.status.message.contains("larger than 1000 bytes") == true)
    }
    var reader = CompletionReader(maximumEventSize: 1000, maximumSize: 5000)
    let event = Array(": \(String(repeating: "x", count: 100))\n\ndata: {\"choices\":[]}\n\n".utf8)
    let fault = #expect(throws: CompletionFault.self) { while true { _ = try reader.take(event) } }
    #expect(fault?.status.message.contains("larger than 5000 bytes") == true)
  }

  @Test(
    arguments: [
      ("x", "exceed_context_size_error", CompletionFault.Kind.contextOverflow),
      ("This model's maximum context length is 4096 tokens.", nil, .contextOverflow),
      ("registry.ollama.ai/library/gemma:2b does not support tools", nil, .takesNoTools),
      ("\"auto\" tool choice requires --enable-auto-tool-choice and --tool-call-parser", nil, .takesNoTools),
      (
        "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj", nil,
        .takesNoImages
      ),
      ("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", nil, .wantsCompletionTokens),
      ("Assistant response prefill is incompatible with enable_thinking.", nil, .takesNoPrefill),
      ("Unrecognized request argument supplied: stream_options", nil, .knowsNoStreamOptions), ("no", nil, .other),
    ] as [(String, String?, CompletionFault.Kind)]
  )
  func `that is refused says what may help`(message: String, type: String?, kind: CompletionFault.Kind) throws {
    let error: JSONValue = ["message": .string(message), "type": type.map(JSONValue.string) ?? .null]
    #expect(UpstreamError(in: ["error": error])?.fault(http: 400).kind == kind)
  }
}
