import Testing

@testable import ModelBackends

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
          "f.yaml:1:20: not a regular expression: expected ')'"
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
          "f.yaml:1:20: a pattern has 1 to 1000 characters"
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
      ("empty text", "- reply: [{ text: '' }]", ["f.yaml:1:19: 'text' is empty"]),
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
        ["f.yaml:1:20: not a regular expression: expected ')'"]
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
        "two answers", "- { reply: [{ text: a }], error: 500 }",
        ["f.yaml:1:3: fixture 'f.yaml:1' has reply and error; it answers with one of them"]
      ),
      (
        "reply beside script", "- { reply: [{ text: a }], script: [{ error: 500 }] }",
        ["f.yaml:1:12: 'reply' and 'script' cannot stand in one fixture"]
      ),
      ("empty script", "- script: []", ["f.yaml:1:11: 'script' has no entry"]),
      (
        "an entry behind then", "- script: [{ then: { error: 500 } }, { error: 503 }]",
        ["f.yaml:1:38: 'then' lasts for good, so what stands behind is never reached"]
      ),
      (
        "an entry without an answer", "- script: [{ times: 2 }]",
        ["f.yaml:1:12: an entry of the script has no 'reply' (or 'error', or 'block')"]
      ),
      (
        "times of nothing", "- script: [{ times: 0, error: 500 }]",
        ["f.yaml:1:21: 'times' must be a whole number from 1 to 1000000"]
      ),
      ("no status", "- error: { message: a }", ["f.yaml:1:10: an error has a 'status', such as RESOURCE_EXHAUSTED"]),
      (
        "quota of another error", "- error: { status: UNAVAILABLE, quota: x }",
        ["f.yaml:1:40: 'quota' belongs to the status RESOURCE_EXHAUSTED"]
      ),
      (
        "details that are no list", "- error: { status: INTERNAL, details: 1 }",
        ["f.yaml:1:39: 'error.details' must be a list of objects with '@type'"]
      ),
      (
        "a delay without a unit of time", "- error: { status: RESOURCE_EXHAUSTED, retry_delay: soon }",
        ["f.yaml:1:53: 'error.retry_delay' must be a time of at most an hour, such as 400ms, 1.5s or 2min"]
      ),
      (
        "an unknown reason of a block", "- block: SAFTY",
        [
          "f.yaml:1:10: 'block' must be one of SAFETY, OTHER, BLOCKLIST, PROHIBITED_CONTENT, IMAGE_SAFETY; did you mean 'SAFETY'?"
        ]
      ),
      (
        "a block without a reason", "- block: {}",
        ["f.yaml:1:10: a block has a 'reason': SAFETY, OTHER, BLOCKLIST, PROHIBITED_CONTENT, IMAGE_SAFETY"]
      ),
      (
        "a category that is none", "- reply: [{ finish: SAFETY, ratings: { HARASSMENT: HIGH } }]",
        ["f.yaml:1:40: a category of ratings begins with HARM_CATEGORY_"]
      ),
      (
        "ratings alone", "- reply: [{ text: a, ratings: { HARM_CATEGORY_HARASSMENT: LOW } }]",
        ["f.yaml:1:31: 'ratings' belongs beside 'finish'"]
      ),
      (
        "two endings", "- reply: [{ finish: STOP, error: 500 }]",
        ["f.yaml:1:21: 'error' and 'finish' cannot stand in one step"]
      ),
      (
        "a step behind the end", "- reply: [{ finish: STOP }, { text: a }]",
        ["f.yaml:1:29: this step is never reached: a step before it ends the response"]
      ),
      ("expect without code", "- reply: [{ text: a, expect: ok }]", ["f.yaml:1:30: 'expect' belongs beside 'code'"]),
      (
        "an outcome that is none", "- reply: [{ code: a, expect: fail }]",
        ["f.yaml:1:30: 'expect' must be one of ok, failed, deadline, any; did you mean 'failed'?"]
      ),
      (
        "a time for what does not run", "- reply: [{ code: a, canned: b, timeout: 1s }]",
        ["f.yaml:1:42: 'timeout' is for code that runs, and 'canned' runs none"]
      ),
      (
        "an unknown fault", "- { reply: [{ text: a }], fault: disconect }",
        [
          "f.yaml:1:34: 'disconect' is no fault; known are disconnect, reset, truncate, stall, bad_json, bad_utf8, duplicate, empty; did you mean 'disconnect'?"
        ]
      ),
      (
        "a fault without a kind", "- { reply: [{ text: a }], fault: {} }",
        ["f.yaml:1:34: a fault has a 'kind': disconnect, reset, truncate, stall, bad_json, bad_utf8, duplicate, empty"]
      ),
      (
        "a time for another fault", "- { reply: [{ text: a }], fault: 'reset:3s' }",
        ["f.yaml:1:34: only a stall has a time behind its name: stall:30s"]
      ),
      (
        "an unknown profile", "- { reply: [{ text: a }], pace: falsh }",
        ["f.yaml:1:33: 'pace' must be one of flash, pro, thinking; did you mean 'flash'?"]
      ),
      (
        "jitter beyond all", "- { reply: [{ text: a }], pace: { jitter: 2 } }",
        ["f.yaml:1:43: 'pace.jitter' must be a number from 0 to 1"]
      ),
      (
        "rates beside timings", "- { reply: [{ text: a }], pace: { tps: 2, timings: [1] } }",
        ["f.yaml:1:40: 'tps' and 'timings' cannot stand together"]
      ),
      ("no count in usage", "- reply: [{ text: a, usage: {} }]", ["f.yaml:1:29: 'usage' has no count"]),
      (
        "a part that is none", "- reply: [{ raw: { txt: a } }]",
        [
          "f.yaml:1:18: 'raw' is no part of the API: Invalid JSON payload received. Unknown name \"txt\": Cannot find field."
        ]
      ),
      (
        "an image without a directory", "- reply: [{ image: a.png }]",
        ["f.yaml:1:20: there is no directory of fixtures to read 'a.png' from"]
      ),
      (
        "an image without bytes", "- reply: [{ image: {} }]",
        ["f.yaml:1:20: an image has a 'file' beside the fixtures, or its bytes in Base64 as 'data'"]
      ),
      (
        "bytes that are none", "- reply: [{ image: { data: '!!', mime: image/png } }]",
        ["f.yaml:1:28: 'image.data' is no Base64"]
      ),
      (
        "bytes without a type", "- reply: [{ image: { data: 'AAAA' } }]",
        ["f.yaml:1:28: 'data' wants a media type beside it, such as 'mime: image/png'"]
      ),
      (
        "words of no number", "- reply: [{ text: '{{#lorem}}many{{/lorem}}' }]",
        ["f.yaml:1:19: between '{{#lorem}}' and '{{/lorem}}' stands a number of words, 1 to 100000"]
      ),
      (
        "a header with a secret", "- { match: { header: { Authorization: x } }, reply: [{ text: a }] }",
        ["f.yaml:1:24: 'Authorization' holds a secret, and fixtures are no place for one; match another header"]
      ),
      (
        "a place that is no pointer", "- { match: { body: { contents: x } }, reply: [{ text: a }] }",
        ["f.yaml:1:22: a place in the body is a JSON pointer, such as /contents/0/role"]
      ),
      (
        "alternatives of alternatives", "- { match: { any: [{ any: [{ prompt: a }] }] }, reply: [{ text: a }] }",
        ["f.yaml:1:27: 'any' cannot stand inside 'any'"]
      ),
      (
        "call in an alternative", "- { match: { any: [{ call: 1 }] }, reply: [{ text: a }] }",
        ["f.yaml:1:28: 'call' belongs to the match itself, not to an alternative of it"]
      ),
      (
        "a result that is none", "- { match: { code_result: good }, reply: [{ text: a }] }",
        ["f.yaml:1:27: 'match.code_result' must be one of ok, failed, any, none"]
      ),
      (
        "chaos beyond certainty", "{ fixtures: [], chaos: { rates: { UNAVAILABLE: 0.7, reset: 0.7 } } }",
        ["f.yaml:1:33: the rates of 'chaos' are 1.4 together; at most 1 is"]
      ),
      (
        "chaos of nothing known", "{ fixtures: [], chaos: { rates: { UNAVAILABEL: 0.1 } } }",
        [
          "f.yaml:1:35: 'UNAVAILABEL' is neither a status nor a fault; known are CANCELLED, UNKNOWN, INVALID_ARGUMENT, DEADLINE_EXCEEDED, NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED, RESOURCE_EXHAUSTED, FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS, UNAUTHENTICATED, API_KEY_INVALID, disconnect, reset, truncate, stall, bad_json, bad_utf8, duplicate, empty; did you mean 'UNAVAILABLE'?"
        ]
      ),
      (
        "a quota of nothing", "{ fixtures: [], quotas: [{ model: a }] }",
        ["f.yaml:1:26: a quota limits 'requests' or 'tokens'"]
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
