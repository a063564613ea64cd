import Testing

import ModelBackends

@testable import Scripting

@Suite("What is wrong with what a fixture answers, asks and breaks")
struct FixtureAnswerErrorsTests {
  @Test(
    "is told with file, line and column",
    arguments: [
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
        "details that are not a list", "- error: { status: INTERNAL, details: 1 }",
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
        "files for what does not run", "- reply: [{ code: a, canned: b, files_in: c }]",
        [
          "f.yaml:1:43: there is no directory of fixtures to read 'c' from",
          "f.yaml:1:43: 'files_in' is for code that runs, and 'canned' runs none",
        ]
      ),
      (
        "files without code", "- reply: [{ text: a, files_in: c }]",
        ["f.yaml:1:32: 'files_in' belongs beside 'code'"]
      ),
      (
        "an unknown fault", "- { reply: [{ text: a }], fault: disconect }",
        [
          "f.yaml:1:34: 'disconect' is not a fault; known are disconnect, reset, truncate, stall, bad_json, bad_utf8, duplicate, empty; did you mean 'disconnect'?"
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
          "f.yaml:1:18: 'raw' is not a part of the API: Invalid JSON payload received. Unknown name \"txt\": Cannot find field."
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
        ["f.yaml:1:28: 'image.data' is not Base64"]
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
        ["f.yaml:1:24: 'Authorization' holds a secret, and fixtures are not the place for one; match another header"]
      ),
      (
        "a place that is not a pointer", "- { match: { body: { contents: x } }, reply: [{ text: a }] }",
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
        "an API that is none", "- { match: { api: [live, rest] }, reply: [{ text: a }] }",
        ["f.yaml:1:19: 'rest' is not an API; 'match.api' may have: generateContent, live, interactions, openai"]
      ),
      (
        "chaos beyond certainty", "{ fixtures: [], chaos: { rates: { UNAVAILABLE: 0.7, reset: 0.7 } } }",
        ["f.yaml:1:33: the rates of 'chaos' are 1.4 together; at most 1 is"]
      ),
      (
        "chaos of nothing known", "{ fixtures: [], chaos: { rates: { UNAVAILABEL: 0.1 } } }",
        [
          "f.yaml:1:35: 'UNAVAILABEL' is neither a status nor a fault; known are CANCELLED, UNKNOWN, INVALID_ARGUMENT, DEADLINE_EXCEEDED, NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED, RESOURCE_EXHAUSTED, FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS, UNAUTHENTICATED, API_KEY_INVALID, disconnect, reset, truncate, stall, bad_json, bad_utf8, duplicate, empty, file_failed, upload_status_lost; did you mean 'UNAVAILABLE'?"
        ]
      ),
      (
        "a quota of nothing", "{ fixtures: [], quotas: [{ model: a }] }",
        ["f.yaml:1:26: a quota limits 'requests' or 'tokens'"]
      ),
    ] as [(String, String, [String])]
  )
  func messages(name: String, yaml: String, expected: [String]) throws {
    let error = try #require(throws: FixtureError.self) { try FixtureSet.parse(yaml: yaml, file: "f.yaml") }
    #expect(error.problems.map(\.description) == expected, "\(name)")
  }
}
