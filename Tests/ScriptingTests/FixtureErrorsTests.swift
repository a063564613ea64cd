import Testing

import ModelBackends

@testable import Scripting

@Suite("What is wrong with a fixture file")
struct FixtureErrorsTests {
  @Test(
    "is told with file, line and column",
    arguments: [
      ("not YAML", "- name: [", ["f.yaml:2:1: not YAML: did not find expected node content"]),
      ("a tab", "- name: a\n\treply: []", ["f.yaml:2:1: not YAML: found a tab character that violates indentation"]),
      ("no list", "hello", ["f.yaml:1:1: 'fixtures' must be a list"]),
      (
        "unknown key of the file", "fixture: []",
        [
          "f.yaml:1:1: unknown key 'fixture'; did you mean 'fixtures'?",
          "f.yaml:1:1: a file of fixtures is a list, or a mapping with the key 'fixtures'",
        ]
      ),
      (
        "no mapping", "- hello",
        ["f.yaml:1:3: a fixture must be a mapping with the keys name, match, reply, script, error, block, pace, fault"]
      ),
      ("no reply", "- name: a", ["f.yaml:1:3: fixture 'a' has no 'reply' (or 'error', or 'block')"]),
      ("empty reply", "- reply: []", ["f.yaml:1:10: 'reply' has no step"]),
      (
        "unknown key", "- repley: []",
        [
          "f.yaml:1:3: unknown key 'repley'; did you mean 'reply'?",
          "f.yaml:1:3: fixture 'f.yaml:1' has no 'reply' (or 'error', or 'block')",
        ]
      ),
      (
        "a key nothing like others", "- reply: [{ text: a }]\n  zzz: 1",
        [
          "f.yaml:2:3: unknown key 'zzz'; a fixture may have: name, match, reply, script, error, block, pace, fault"
        ]
      ),
      ("mistyped step", "- reply: [{ txt: a }]", ["f.yaml:1:13: unknown key 'txt'; did you mean 'text'?"]),
      ("a key twice", "- reply: []\n  reply: []", ["f.yaml:1:3: key given twice: reply"]),
      (
        "bad regular expression", "- match: { prompt: '/(/' }\n  reply: [{ text: '{{match.x}}' }]",
        [
          "f.yaml:1:20: not a regular expression: missing closing parenthesis (behind character 1)"
        ]
      ),
      (
        "bad flags", "- match: { prompt: '/a/ig' }\n  reply: [{ text: a }]",
        [
          "f.yaml:1:20: 'ig' after the pattern: its flags are i, m, s and x, each once"
        ]
      ),
      (
        "empty pattern", "- match: { prompt: '//' }\n  reply: [{ text: a }]",
        [
          "f.yaml:1:20: a pattern has 1 to 1000 bytes"
        ]
      ),
      (
        "pattern without end", "- match: { prompt: /tmp }\n  reply: [{ text: a }]",
        [
          "f.yaml:1:20: a pattern ends with a slash: /first \\d+ primes/i; a plain text must not start with one"
        ]
      ),
      (
        "bad turn", "- match: { turn: '>=x' }\n  reply: [{ text: a }]",
        [
          "f.yaml:1:18: 'match.turn' must be a number from 1, or a condition like \">=2\""
        ]
      ),
      (
        "turn 0", "- match: { turn: 0 }\n  reply: [{ text: a }]",
        [
          "f.yaml:1:18: 'match.turn' must be a number from 1, or a condition like \">=2\""
        ]
      ),
      (
        "group named file", "- match: { prompt: '/(?<file>x)/', files: { count: 1 } }\n  reply: [{ text: a }]",
        [
          "f.yaml:1:20: the group 'file' hides the file of match.files; give it another name"
        ]
      ),
      ("text as a list", "- reply: [{ text: [a] }]", ["f.yaml:1:19: 'text' must be a text"]),
      ("empty text", "- reply: [{ think: '' }]", ["f.yaml:1:20: 'think' is empty"]),
      (
        "empty step", "- reply: [{}]",
        ["f.yaml:1:11: an empty step; it has 'text', 'code', 'call', 'think' or 'attempts'"]
      ),
      ("a call without a name", "- reply: [{ call: {} }]", ["f.yaml:1:19: a call has the 'name' of a function"]),
      (
        "a call of a name alone", "- reply: [{ call: f }]",
        ["f.yaml:1:19: a call must be a mapping with the keys name, args, id"]
      ),
      ("no call", "- reply: [{ call: [] }]", ["f.yaml:1:19: 'call' has no entry"]),
      (
        "arguments without names", "- reply: [{ call: { name: f, args: [1] } }]",
        ["f.yaml:1:36: 'call.args' must be a mapping from the names of arguments to their values"]
      ),
      (
        "an unknown name in an argument", "- reply: [{ call: { name: f, args: { a: [ '{{request.promt}}' ] } } }]",
        ["f.yaml:1:43: unknown 'promt' of 'request'; did you mean 'prompt'?"]
      ),
      (
        "a mistyped key of a call", "- reply: [{ call: { nam: f } }]",
        [
          "f.yaml:1:21: unknown key 'nam'; did you mean 'name'?", "f.yaml:1:19: a call has the 'name' of a function",
        ]
      ),
      (
        "call beside attempts", "- reply: [{ attempts: [{ code: a }], call: { name: f } }]",
        ["f.yaml:1:44: 'call' and 'attempts' cannot stand in one step"]
      ),
      (
        "a bad pattern for the instruction", "- match: { system: '/(/' }\n  reply: [{ text: a }]",
        ["f.yaml:1:20: not a regular expression: missing closing parenthesis (behind character 1)"]
      ),
      (
        "another language", "- reply: [{ code: a, language: ruby }]",
        [
          "f.yaml:1:32: language 'ruby': only python is run; put other code into 'text'"
        ]
      ),
      ("language alone", "- reply: [{ text: a, language: python }]", ["f.yaml:1:32: 'language' belongs beside 'code'"]),
      ("max alone", "- reply: [{ code: a, max: 2 }]", ["f.yaml:1:27: 'max' belongs beside 'attempts'"]),
      (
        "max too small", "- reply: [{ attempts: [{ code: a }, { code: b }], max: 1 }]",
        [
          "f.yaml:1:56: with 'max: 1' attempt 2 of 2 is never reached"
        ]
      ),
      (
        "text beside attempts", "- reply: [{ attempts: [{ code: a }], text: b }]",
        [
          "f.yaml:1:44: 'text' and 'attempts' cannot stand in one step"
        ]
      ),
      (
        "attempt without code", "- reply: [{ attempts: [{ text: a }] }]",
        [
          "f.yaml:1:24: an attempt has 'code'; without it nothing is tried"
        ]
      ),
      ("no attempt", "- reply: [{ attempts: [] }]", ["f.yaml:1:23: 'attempts' has no entry"]),
      (
        "result before any run", "- reply: [{ text: '{{result.output}}' }]",
        [
          "f.yaml:1:19: no code has run before this step, so there is no 'result' here"
        ]
      ),
      (
        "shadowed by the same text",
        "- { name: a, match: { prompt: Sum }, reply: [{ text: a }] }\n"
          + "- { name: b, match: { prompt: sum }, reply: [{ text: b }] }",
        [
          "f.yaml:2:3: fixture 'b' is never reached: 'a' (f.yaml:1:3) comes first and matches all that it matches; "
            + "put the narrower one first"
        ]
      ),
    ] as [(String, String, [String])]
  )
  func messages(name: String, yaml: String, expected: [String]) throws {
    let error = try #require(throws: FixtureError.self) { try FixtureSet.parse(yaml: yaml, file: "f.yaml") }
    #expect(error.problems.map(\.description) == expected, "\(name)")
  }

  @Test("is told with the line and column of a tag inside a block of text")
  func placesInBlocks() throws {
    let yaml = """
      - reply:
          - code: |
              first = 1
              print({{request.promt}})
          - text: >-
              {{result.lins}}
      """
    let error = try #require(throws: FixtureError.self) { try FixtureSet.parse(yaml: yaml, file: "f.yaml") }
    #expect(
      error.problems.map(\.description) == [
        "f.yaml:4:15: unknown 'promt' of 'request'; did you mean 'prompt'?; "
          + "for braces of Python's, change the template's: {{=<% %>=}}",
        "f.yaml:5:13: unknown 'lins' of 'result'; did you mean 'lines'?",
      ]
    )
  }

  @Test(
    "is not told of a fixture that an earlier one does not fully cover",
    arguments: [
      ("prompt: sum of, model: gemini-3*", "prompt: sum of"),
      ("prompt: 'sum of', turn: 1", "prompt: sum of, turn: 2"),
      ("prompt: sum of primes", "prompt: sum of"),
      ("prompt: '/sum/'", "prompt: '/sum/i'"),
      ("prompt: sum, files: { mime: text/csv }", "prompt: sum"),
    ]
  )
  func notShadowed(first: String, second: String) throws {
    let yaml = "- { match: { \(first) }, reply: [{ text: a }] }\n- { match: { \(second) }, reply: [{ text: b }] }"
    #expect(try FixtureSet.parse(yaml: yaml).fixtures.count == 2)
  }

  @Test(
    "includes a fixture that an earlier one fully covers",
    arguments: [
      ("prompt: sum", "prompt: the sum of"), ("prompt: sum", "prompt: '=The SUM'"), ("prompt: '=a'", "prompt: '= a '"),
      ("model: '*'", "model: '*'"), ("prompt: '/a+/is'", "prompt: '/a+/si'"), ("{}", "prompt: x"),
      ("prompt: sum", "prompt: sum, turn: 3"),
    ]
  )
  func shadowed(first: String, second: String) {
    let first = first == "{}" ? "" : first
    let yaml = "- { match: { \(first) }, reply: [{ text: a }] }\n- { match: { \(second) }, reply: [{ text: b }] }"
    #expect(throws: FixtureError.self) { try FixtureSet.parse(yaml: yaml) }
  }

  @Test(
    "is found also in hostile files, without a crash",
    arguments: [
      String(repeating: "[", count: 100_000), String(repeating: "- ", count: 5000), "\u{0}", "*a", "&a [*a]",
      "- reply: [{ text: '" + String(repeating: "{{#request.files}}", count: 500) + "' }]",
      "- reply: [{ text: '" + String(repeating: "{{request.prompt}}", count: 1001) + "' }]",
      "- match: { prompt: '/" + String(repeating: "(", count: 999) + "/' }\n  reply: [{ text: a }]",
      "[" + String(repeating: "{ reply: [{ text: a }], match: { prompt: '=\(1)' } },", count: 2001) + "]",
    ]
  )
  func hostile(yaml: String) {
    #expect(throws: FixtureError.self) { try FixtureSet.parse(yaml: yaml) }
  }
}
