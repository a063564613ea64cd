import YAMLInput

/// The keys one place of a fixture file may have; the published schema is made of the same list.
struct FixtureKeys {
  /// Where the keys stand, as a message says it: `a fixture`.
  var place: String
  var served: [String]

  static let file = FixtureKeys(place: "the file", served: ["fixtures", "chaos", "quotas"])
  static let fixture = FixtureKeys(
    place: "a fixture",
    served: ["name", "match", "reply", "script", "error", "block", "pace", "fault"]
  )
  static let entry = FixtureKeys(
    place: "an entry of the script",
    served: ["times", "then", "reply", "error", "block", "fault"]
  )
  static let then = FixtureKeys(place: "'then'", served: ["reply", "error", "block", "fault"])
  static let match = FixtureKeys(
    place: "match",
    served: [
      "prompt", "system", "any", "model", "turn", "call", "tools", "answered", "answer", "code_result", "files",
      "stream", "api",
      "header", "body", "path",
    ]
  )
  static let files = FixtureKeys(place: "match.files", served: ["mime", "name", "count"])
  static let tools = FixtureKeys(place: "match.tools", served: ["all", "any", "none"])
  static let answer = FixtureKeys(place: "match.answer", served: ["name", "contains", "json"])
  static let step = FixtureKeys(
    place: "a step",
    served: [
      "think", "text", "code", "attempts", "max", "call", "image", "raw", "pause", "error", "block", "finish",
      "ratings", "candidate", "usage", "fault",
    ] + forCode
  )
  static let attempt = FixtureKeys(place: "an attempt", served: ["think", "text", "code", "pause"] + forCode)
  static let call = FixtureKeys(place: "a call", served: ["name", "args", "id"])
  static let image = FixtureKeys(place: "an image", served: ["file", "data", "mime"])
  static let canned = FixtureKeys(place: "canned", served: ["outcome", "output", "files"])
  static let error = FixtureKeys(
    place: "an error",
    served: ["status", "message", "reason", "retry_delay", "quota", "details", "html"]
  )
  static let block = FixtureKeys(place: "a block", served: ["reason", "message", "ratings"])
  static let finish = FixtureKeys(place: "finish", served: ["reason", "message"])
  /// Members of a candidate that no other step makes.
  static let candidate = FixtureKeys(
    place: "candidate",
    served: [
      "groundingMetadata", "citationMetadata", "urlContextMetadata", "safetyRatings", "avgLogprobs", "logprobsResult",
      "tokenCount", "groundingAttributions",
    ]
  )
  static let pace = FixtureKeys(
    place: "pace",
    served: ["profile", "ttft", "tps", "jitter", "seed", "code_ms", "timings"]
  )
  static let fault = FixtureKeys(place: "a fault", served: ["kind", "after_chunks", "duration"])
  static let chaos = FixtureKeys(place: "chaos", served: ["seed", "rates", "routes", "upload_rate"])
  static let quota = FixtureKeys(place: "a quota", served: ["model", "requests", "tokens", "per", "metric"])
  static let usage = FixtureKeys(
    place: "usage",
    served: [
      "promptTokenCount", "cachedContentTokenCount", "candidatesTokenCount", "toolUsePromptTokenCount",
      "thoughtsTokenCount", "totalTokenCount",
    ]
  )

  private static let forCode = ["language", "files_in", "timeout", "expect", "on_failure", "canned"]

  /// What is wrong with a key that is not served.
  func complaint(about key: String) -> String {
    guard let meant = NearestName.suggestion(for: key, among: served) else {
      return "unknown key '\(key)'; \(place) may have: \(served.joined(separator: ", "))"
    }
    return "unknown key '\(key)'; did you mean '\(meant)'?"
  }
}
