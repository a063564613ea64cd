import GeminiAPI
import Testing

import ModelBackends

@testable import Scripting

@Suite("A pattern")
struct PromptPatternTests {
  private static func captures(_ pattern: String, _ flags: String = "", in text: String) throws -> Captures? {
    try PromptPattern(source: pattern, flags: flags).captures(in: text, PatternSteps(bytes: text.utf8.count))
  }

  @Test(
    "knows all scripts and line ends",
    arguments: [
      (#"^\w+ \d+$"#, "größe ٤٢", true), (#"\bé"#, "un été é", true), ("^a.b$", "a😀b", true), ("^.$", "👍🏽", false),
      ("a.b", "a\rb", false), ("^b$", "a\r\nb", false), ("(?m)^b$", "a\r\nb\r\nc", true),
      ("(?i)STRASSE", "straße", false),
      ("(?i)GRÖSSE|größe", "GRÖSSE", true), ("^$", "", true), ("x", "", false),
    ]
  )
  func language(pattern: String, text: String, fits: Bool) throws {
    #expect((try Self.captures(pattern, in: text) != nil) == fits)
  }

  @Test("gives groups by number and by name, in characters of any length")
  func groups() throws {
    let found = try #require(try Self.captures("(?<first>é+)(x)?(?P<last>😀)", in: "aéé😀"))
    #expect(found.numbered == ["éé😀", "éé", "", "😀"])
    #expect(found.named == ["first": "éé", "last": "😀"])
    let either = try PromptPattern(source: "(?J)(?<n>a)|(?<n>b)", flags: "")
    #expect(either.groups.count == 2)
    #expect(try either.captures(in: "b", PatternSteps(bytes: 1))?.named == ["n": "b"])
  }

  @Test(
    "that would take more steps than there are ends, and says which it is",
    arguments: [
      ("(a+)+$", String(repeating: "a", count: 200) + "b"), ("(a|aa)+$", String(repeating: "a", count: 200) + "b"),
      ("(.*)(.*)(.*)[xz]", String(repeating: "é", count: 4096)),
      // Each place by itself is cheap.
      ("[ab]*+[cd]", String(repeating: "a", count: 1_000_000)),
      // Nothing is moved by: a count that is never reached, and a group compared again.
      ("[ab]{900}[cd]", String(repeating: String(repeating: "a", count: 899) + "q", count: 1000)),
      (#"(a*)\1[cd]"#, String(repeating: "a", count: 20_000)),
      // Each way back is kept.
      ("(?:a|b)*[cd]", String(repeating: "ab", count: 1_000_000)),
    ]
  )
  func bound(pattern: String, text: String) throws {
    let error = #expect(throws: PatternTooCostly.self) { try Self.captures(pattern, in: text) }
    #expect(error?.description.hasPrefix("the pattern /\(pattern)/ needs more than ") == true)
  }

  @Test("that people write is far from the bound for a long prompt")
  func ordinary() throws {
    let words = String(repeating: "compute how the lazy dog of the fox jumps over ", count: 80) + "sum x of y z numbers"
    #expect(try Self.captures("sum .* of .* numbers", "i", in: words) != nil)
    #expect(try Self.captures("sum .* of .* numbers", "i", in: String(repeating: "sum of ", count: 585)) == nil)
    let plots = #"\b(?:plots?|charts?|diagrams?|histograms?)\b"#
    #expect(try Self.captures(plots, "i", in: String(repeating: words, count: 500)) == nil)
  }

  @Test("takes from what all patterns of a request may use")
  func shared() throws {
    let steps = PatternSteps(bytes: 201)
    let pattern = try PromptPattern(source: "(a+)+$", flags: "")
    let text = String(repeating: "a", count: 200) + "b"
    for _ in 0..<PatternSteps.matches {
      #expect(throws: PatternTooCostly.self) { try pattern.captures(in: text, steps) }
    }
    let simple = try PromptPattern(source: "[ab]c", flags: "")
    #expect(throws: PatternTooCostly.self) { try simple.captures(in: "ac", steps) }
  }

  @Test(
    "that cannot be compiled says why",
    arguments: [
      ("(a", "missing closing parenthesis (behind character 2)"),
      ("é[", "missing terminating ] for character class (behind character 2)"),
      ("(((a{500}){50}", "missing closing parenthesis"), ("((a{9}){100}){20}", "its repetitions make it too large"),
      ("((a{9}){200}){99}", "regular expression is too large"),
      (#"a\Cb"#, #"using \C is disabled by the application"#),
    ]
  )
  func faults(pattern: String, message: String) {
    let problem = #expect(throws: PromptPattern.Problem.self) { try PromptPattern(source: pattern, flags: "") }
    #expect(problem?.description.hasPrefix(message) == true, "\(problem?.description ?? "")")
  }

  @Test("of a fixture that costs too much is an answer that names the fixture, wherever the pattern stands")
  func named() async throws {
    let long = String(repeating: "a", count: 200) + "b"
    for match in ["prompt: '/(a+)+$/'", "any: [{ prompt: '/(a+)+$/' }]", "body: { /a: '/(a+)+$/' }"] {
      let yaml =
        "- name: first\n  match: { prompt: never }\n  reply: [{ text: x }]\n"
        + "- name: slow\n  match: { \(match) }\n  reply: [{ text: x }]"
      let backend = ScriptedBackend(fixtures: try FixtureSet.parse(yaml: yaml, file: "f.yaml"))
      var asked = conversation(long)
      asked.transport = RequestTransport(body: Array("{\"a\": \"\(long)\"}".utf8))
      let error = await #expect(throws: Status.self) { try await play(backend, asked) }
      #expect(error?.code == .failedPrecondition)
      #expect(
        error?.message.hasPrefix(
          "Fixture 'slow' (f.yaml:4:3) cannot be compared with the request: the pattern /(a+)+$/ needs more than 2"
        ) == true
      )
    }
  }
}

@Suite("A text a fixture looks for")
struct FoldedTextTests {
  @Test(
    "is found whatever the case, in time that grows with both lengths",
    arguments: [("", "", true), ("a", "", true), ("", "a", false), ("xAbC", "bc", true), ("ab", "abc", false)]
  )
  func found(text: String, wanted: String, isThere: Bool) {
    #expect(FoldedText(text).contains(FoldedText(wanted)) == isThere)
  }

  @Test("is not looked for step by step at each place")
  func long() {
    let text = FoldedText(String(repeating: "a", count: 2_000_000))
    #expect(!text.contains(FoldedText(String(repeating: "a", count: 1_000_000) + "b")))
  }
}
