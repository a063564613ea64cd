import Foundation
import Testing

@testable import GeminiAPI

@Suite("Responses are read as they are written")
struct ResponseDecodingTests {
  /// Exchanges of our own in the shapes of the service's, one for each dialect; a stream has several lines.
  static let recordings: [(dialect: String, responses: [String])] = [
    (
      "gemini-2.0",
      [
        #"""
        {"candidates": [{"content": {"parts": [{"executableCode": {"code": "print(7 * 6)\n", "language": "PYTHON"}},
         {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "42\n"}}, {"text": "It is 42.\n"}],
         "role": "model"}, "finishReason": "STOP"}], "modelVersion": "gemini-2.0-flash", "responseId": "AbC_-9",
         "usageMetadata": {"candidatesTokenCount": 14, "candidatesTokensDetails": [{"modality": "TEXT",
         "tokenCount": 14}], "promptTokenCount": 9, "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 9}],
         "toolUsePromptTokenCount": 21, "toolUsePromptTokensDetails": [{"modality": "TEXT", "tokenCount": 21}],
         "totalTokenCount": 44}}
        """#
      ]
    ),
    (
      "gemini-2.5-pro",
      [
        #"""
        {"candidates": [{"content": {"parts": [{"executableCode": {"language": "PYTHON", "code": "    print(1)"},
         "thought": true}], "role": "model"}, "finishReason": "STOP", "index": 0, "groundingMetadata":
         {"groundingChunks": [{"retrievedContext": {"text": "A.", "fileSearchStore": "fileSearchStores/a"}}],
         "groundingSupports": [{"segment": {"startIndex": 0, "endIndex": 2.5}, "groundingChunkIndices": [1]}]}}],
         "usageMetadata": {"promptTokenCount": 15, "candidatesTokenCount": 18, "totalTokenCount": 53,
         "thoughtsTokenCount": 20, "serviceTier": "standard"}, "modelVersion": "gemini-2.5-pro", "responseId": "R"}
        """#,
        #"""
        {"candidates": [{"content": {"parts": [{"text": "Done <b>"}], "role": "model"}, "index": 0}],
         "modelVersion": "gemini-2.5-pro", "responseId": "R", "turnToken": "v1_x"}
        """#,
      ]
    ),
    (
      "gemini-3",
      [
        #"""
        {"candidates": [{"content": {"parts": [{"executableCode": {"language": "PYTHON", "code": "x", "id": "a1b2c3d4"},
         "thoughtSignature": "Ej+/AQ=="}, {"text": ""}], "role": "model"}, "index": 0}], "responseId": "S"}
        """#,
        #"""
        {"candidates": [{"content": {"parts": [{"codeExecutionResult": {"outcome": "OUTCOME_OK", "id": "a1b2c3d4"}},
         {"codeExecutionResult": {"outcome": "OUTCOME_FAILED", "output": "no\n", "id": "a1b2c3d4"}},
         {"inlineData": {"mimeType": "image/png", "data": "iVBORw=="}}],
         "role": "model"}}], "usageMetadata": {"promptTokenCount": 41, "totalTokenCount": 41}, "responseId": "S"}
        """#,
        #"""
        {"candidates": [{"content": {"parts": [{"text": "", "thoughtSignature": "AQI="}], "role": "model"},
         "finishReason": "STOP", "index": 0, "safetyRatings": [{"category": "HARM_CATEGORY_HATE_SPEECH",
         "probability": "NEGLIGIBLE", "blocked": false}]}], "responseId": "S"}
        """#,
      ]
    ),
    (
      "vertex",
      [
        #"""
        {"candidates": [{"content": {"role": "model", "parts": [{"text": "a"}]}, "finishReason": "MAX_TOKENS",
         "avgLogprobs": -0.125}], "usageMetadata": {"trafficType": "ON_DEMAND", "cacheTokensDetails": [{"modality":
         "IMAGE", "tokenCount": 258}], "cachedContentTokenCount": 258, "extra": {"a": [1, null, "x"]}},
         "createTime": "2026-01-02T03:04:05.678901Z", "responseId": "V"}
        """#
      ]
    ),
    ("blocked", [#"{"promptFeedback": {"blockReason": "SAFETY", "safetyRatings": [{"blocked": true}]}}"#]),
  ]

  private func tree(_ json: some Sequence<UInt8>) throws -> NSDictionary {
    try #require(try JSONSerialization.jsonObject(with: Data(json)) as? NSDictionary)
  }

  @Test("what was read is written again, member for member", arguments: recordings)
  func roundTrip(_ recording: (dialect: String, responses: [String])) throws {
    for json in recording.responses {
      let response = try GenerateContentResponse.decode(Array(json.utf8))
      for pretty in [true, false] {
        #expect(try tree(response.json(pretty: pretty)) == tree(json.utf8))
      }
    }
  }

  /// Events of our own, spaced, ordered and escaped as the service's are.
  static let events = [
    #"{"candidates": [{"content": {"parts": [{"executableCode": {"language": "PYTHON","code": "1 \u003c 2\n","id": "a1b2c3d4"},"#
      + #""thoughtSignature": "AQI="}],"role": "model"},"index": 0}],"usageMetadata": {"promptTokenCount": 9,"#
      + #""candidatesTokenCount": 5,"totalTokenCount": 21,"promptTokensDetails": [{"modality": "TEXT","tokenCount": 9}],"#
      + #""thoughtsTokenCount": 7,"serviceTier": "standard"},"modelVersion": "gemini-3.5-flash","responseId": "R"}"#,
    #"{"candidates": [{"content": {"role": "model","parts": [{"text": "é\u003e"}]},"finishReason": "STOP"}],"#
      + #""usageMetadata": {"promptTokenCount": 9,"totalTokenCount": 9,"trafficType": "ON_DEMAND"},"#
      + #""modelVersion": "m","createTime": "2026-01-02T03:04:05.678901Z","responseId": "R"}"#,
  ]

  @Test("an event is written again byte for byte", arguments: events)
  func bytes(_ event: String) throws {
    let response = try GenerateContentResponse.decode(Array(event.utf8))
    #expect(String(decoding: response.json(pretty: false), as: UTF8.self) == event)
  }

  @Test(
    "what cannot be read is told with its place",
    arguments: [
      (#"{"candidates": [{"finishReason": "HALT"}]}"#, "candidates[0].finish_reason", "\"HALT\""),
      (#"{"candidates": [{"content": {"parts": [{"test": 1}]}}]}"#, "candidates[0].content.parts[0]", "\"test\""),
      (#"{"candidates": 5}"#, "candidates", "5"),
      (
        #"{"candidates": [{"content": {"parts": [{"text": "a", "inlineData": {}}]}}]}"#,
        "candidates[0].content.parts[0]", "already set"
      ),
      (#"{"usageMetadata": {"totalTokenCount": 4294967296}}"#, "usage_metadata.total_token_count", "4294967296"),
      (#"{"usageMetadata": {"promptTokensDetails": [{"modality": "SMELL"}]}}"#, "details[0].modality", "SMELL"),
      (
        #"{"candidates": [{"content": {"parts": [{"thoughtSignature": "?"}]}}]}"#,
        "parts[0].thought_signature", "Base64"
      ),
      (#"[]"#, "", "Root element must be a message"), (#"{"candidates": ["#, "", "Invalid JSON payload"),
      (String(repeating: #"{"x":"#, count: 5_000), "", "Invalid JSON payload"),
    ]
  )
  func errors(json: String, place: String, problem: String) throws {
    let error = try #require(throws: Status.self) { try GenerateContentResponse.decode(Array(json.utf8)) }
    #expect(error.code == .invalidArgument)
    #expect((place.isEmpty || error.message.contains(place)) && error.message.contains(problem), "\(error.message)")
  }

  @Test("role stands first where that was asked for")
  func roleFirst() {
    var response = GenerateContentResponse(candidates: [Candidate(content: Content(role: "model", parts: [.text("a")]))]
    )
    response.writesRoleFirst = true
    let expected = #"{"candidates": [{"content": {"role": "model","parts": [{"text": "a"}]}}]}"#
    #expect(String(decoding: response.json(pretty: false), as: UTF8.self) == expected)
  }
}
