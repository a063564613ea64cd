import Executions
import GeminiAPI
import Testing

import ModelBackends

@testable import Scripting

@Suite("Matching a request")
struct FixtureMatchTests {
  private static let png = CodeFile(
    name: "input_file_1.png",
    mimeType: "image/png",
    bytes: BlobBytes(Array(repeating: 0, count: 9))
  )

  /// The text a fixture with these criteria makes of its captures; nil when it does not match.
  private func answer(_ match: String, _ template: String, _ conversation: Conversation) async throws -> String? {
    let yaml = "- match: { \(match) }\n  reply: [{ text: '[\(template)]' }]"
    let backend = ScriptedBackend(fixtures: try FixtureSet.parse(yaml: yaml))
    do {
      return try await play(backend, conversation).texts.joined()
    } catch let error as Status {
      #expect(error.code == .failedPrecondition)
      return nil
    }
  }

  @Test(
    "by the prompt",
    arguments: [
      ("prompt: First 50 PRIME", "the first 50 primes", true), ("prompt: prime", "composite", false),
      ("prompt: '=Hello'", " Hello\n", true), ("prompt: '=Hello'", "hello", false),
      ("prompt: '=Hello'", "Hello!", false),
      ("prompt: '/^hello$/'", "hello", true), ("prompt: '/^hello$/'", "say\nhello", false),
      ("prompt: '/^hello$/m'", "say\nhello", true), ("prompt: '/HELLO/'", "hello", false),
      ("prompt: '/HELLO/i'", "hello", true), ("prompt: '/a.b/'", "a\nb", false), ("prompt: '/a.b/s'", "a\nb", true),
      ("prompt: '/a b/x'", "ab", true), ("prompt: 42", "the answer is 42", true), ("", "anything", true),
      ("prompt: straße", "Die STRASSE? STRAßE!", true), ("prompt: '/a\\/b/'", "a/b", true),
    ]
  )
  func prompt(match: String, prompt: String, isMatch: Bool) async throws {
    #expect(try await answer(match, "x", conversation(prompt)) == (isMatch ? "[x]" : nil))
  }

  @Test(
    "with captures by name and number",
    arguments: [
      ("prompt: '/average of (?<xs>[\\d, ]+)/'", "{{match.xs}}|{{match.1}}|{{match.0}}", "1, 2|1, 2|average of 1, 2"),
      ("prompt: '/(of) (?:x|(\\d))(?<rest>.*)/'", "{{match.1}}{{match.2}}{{trim(match.rest)}}", "of1, 2"),
      ("prompt: '/(x)?average/'", "{{match.1}}", ""), ("prompt: Average", "{{match.0}}", "Average"),
      ("prompt: '/[(]?(?<a>\\()?average (?<b>of)/'", "{{match.b}}{{match.2}}", "ofof"),
    ]
  )
  func captures(match: String, template: String, expected: String) async throws {
    #expect(try await answer(match, template, conversation("average of 1, 2")) == "[\(expected)]")
  }

  @Test(
    "by model, turn and files",
    arguments: [
      ("model: gemini-2.5-*", true), ("model: '*-pro'", false), ("model: GEMINI-2.5-flas?", true), ("turn: 1", true),
      ("turn: 2", false), ("turn: '>=1'", true), ("turn: '<1'", false), ("turn: '<=1'", true), ("turn: '>1'", false),
      ("files: { mime: text/* }", true), ("files: { mime: audio/* }", false), ("files: { name: '*.png' }", true),
      ("files: { name: sales.csv }", true), ("files: { count: 2 }", true),
      ("files: { mime: text/csv, count: 2 }", false),
      ("files: { mime: audio/*, count: 0 }", true), ("files: { count: '>=3' }", false),
    ]
  )
  func others(match: String, isMatch: Bool) async throws {
    let conversation = conversation("x", files: [csvFile, Self.png])
    #expect(try await answer(match, "x", conversation) == (isMatch ? "[x]" : nil))
  }

  @Test(
    "by the API it comes by",
    arguments: [
      ("api: live", RequestAPI.live, true), ("api: live", .generateContent, false),
      ("api: [generateContent, openai]", .generateContent, true), ("api: [generateContent, openai]", .live, false),
    ]
  )
  func api(match: String, api: RequestAPI, isMatch: Bool) async throws {
    var conversation = conversation("x")
    conversation.transport = RequestTransport(api: api)
    #expect(try await answer(match, "x", conversation) == (isMatch ? "[x]" : nil))
  }

  @Test("on the content that asks, where a later one does too")
  func askingContent() async throws {
    let contents = ["one", "two", "three"].map { Content(role: "user", parts: [.text($0)]) }
    var conversation = conversation(contents)
    conversation.askingContent = 1
    #expect(try await answer("turn: 2", "{{match.0}}", conversation) == "[two]")
  }

  @Test("on the last turn of the user's, with all its text parts")
  func lastTurn() async throws {
    let contents = [
      Content(role: "user", parts: [.text("one")]), Content(role: "model", parts: [.text("two")]),
      Content(role: nil, parts: [.text("three"), Part(data: .text("thought"), thought: true), .text("four")]),
    ]
    #expect(try await answer("prompt: one", "x", conversation(contents)) == nil)
    #expect(try await answer("prompt: two", "x", conversation(contents)) == nil)
    #expect(try await answer("prompt: \"=three\\nfour\"", "x", conversation(contents)) == "[x]")
    #expect(try await answer("turn: 2", "x", conversation(contents)) == "[x]")
  }

  @Test("on the question where the client answers a function call, whose answer templates can read")
  func functionAnswer() async throws {
    let response = FunctionResponse(name: "get_rate", response: ["rate": 2, "days": [1, 2]])
    let contents = [
      Content(role: "user", parts: [.text("convert")]),
      Content(role: "model", parts: [.functionCall(FunctionCall(name: "get_rate"))]),
      Content(role: "user", parts: [Part(data: .functionResponse(response))]),
    ]
    let template = "{{answer.get_rate.rate}} {{last(answer.get_rate.days)}} {{#answer.other}}{{rate}}{{/answer.other}}"
    #expect(try await answer("prompt: '=convert'", template, conversation(contents)) == "[2 2 ]")
  }

  @Test("takes the first in file order")
  func order() async throws {
    let yaml = """
      fixtures:
        - { match: { prompt: first 50 }, reply: [{ text: a }] }
        - { match: { prompt: first }, reply: [{ text: b }] }
      """
    let backend = ScriptedBackend(fixtures: try FixtureSet.parse(yaml: yaml))
    #expect(try await play(backend, conversation("the FIRST 50")).texts == ["a"])
    #expect(try await play(backend, conversation("the first 51")).texts == ["b"])
  }

  @Test("without a match names the prompt, the nearest fixture and how to script it")
  func miss() async throws {
    let yaml = """
      - { name: other, match: { prompt: mean of values }, reply: [{ text: b }] }
      - { name: primes, match: { prompt: first 50 prime }, reply: [{ text: a }] }
      """
    let backend = ScriptedBackend(fixtures: try FixtureSet.parse(yaml: yaml, file: "math.yaml"))
    let error = await #expect(throws: Status.self) {
      try await play(
        backend,
        conversation("Sum of the first \"fifty\" prime numbers?\n" + String(repeating: "x", count: 999))
      )
    }
    let message = error?.message ?? ""
    #expect(error?.code == .failedPrecondition)
    #expect(message.hasPrefix("No fixture matches the prompt \"Sum of the first \\\"fifty\\\" prime numbers? xxx"))
    #expect(
      message.contains("…\". The nearest is 'primes' (math.yaml:2:3): 0 of 1 criteria\n  ✗ prompt: wants contains")
    )
    #expect(message.contains("add a fixture to math.yaml"))
    #expect(message.count < 900)
  }

  @Test("sees a long prompt to its end")
  func longPrompt() async throws {
    let long = String(repeating: "a", count: 1_000_000)
    #expect(try await answer("prompt: '/b$/'", "x", conversation(long + "b")) == "[x]")
    #expect(try await answer("prompt: '/^a/'", "x", conversation(long)) == "[x]")
    #expect(try await answer("prompt: ab", "x", conversation(long + "b")) == "[x]")
  }
}

@Test(
  "A glob fits the whole of a text",
  arguments: [
    ("*", "", true), ("", "", true), ("", "a", false), ("a*c", "abbc", true), ("a*c", "abb", false),
    ("a?c", "ac", false),
    ("*.csv", "x.CSV", true), ("a**b", "ab", true), ("*a*b*", "xxaxxbxx", true), ("?", "é", true),
    (String(repeating: "*a", count: 50) + "b", String(repeating: "a", count: 500), false),
  ]
)
func glob(pattern: String, text: String, fits: Bool) {
  #expect(Glob(pattern).matches(text) == fits)
}
