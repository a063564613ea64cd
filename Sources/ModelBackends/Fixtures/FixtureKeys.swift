/// The keys one place of a fixture file may have.
struct FixtureKeys {
  /// Where the keys stand, as a message says it: `a fixture`.
  var place: String
  var served: [String]
  /// Keys of the format that this version refuses rather than ignores.
  var planned: [String] = []

  static let file = FixtureKeys(place: "the file", served: ["fixtures"])
  static let fixture = FixtureKeys(
    place: "a fixture",
    served: ["name", "match", "reply"],
    planned: ["script", "pace", "fault", "block"]
  )
  static let match = FixtureKeys(
    place: "match",
    served: ["prompt", "system", "model", "turn", "answered", "files"],
    planned: [
      "any", "call", "tools", "answer", "code_result", "stream", "header", "body", "path",
    ]
  )
  static let files = FixtureKeys(place: "match.files", served: ["mime", "name", "count"])
  static let step = FixtureKeys(
    place: "a step",
    served: ["think", "text", "code", "language", "attempts", "max", "call"],
    planned: plannedForCode + [
      "image", "pause", "error", "block", "finish", "ratings", "usage", "fault", "raw",
    ]
  )
  static let call = FixtureKeys(place: "a call", served: ["name", "args", "id"])
  static let attempt = FixtureKeys(
    place: "an attempt",
    served: ["think", "text", "code", "language"],
    planned: plannedForCode
  )

  private static let plannedForCode = ["files_in", "timeout", "expect", "on_failure", "canned", "verify"]

  /// What is wrong with a key; nil when it is served.
  func complaint(about key: String) -> String? {
    if served.contains(key) { return nil }
    if planned.contains(key) {
      return "'\(key)' is part of the fixture format, but not supported yet; take it out of \(place)"
    }
    let known = "\(place) may have: \(served.joined(separator: ", "))"
    guard let meant = NearestName.suggestion(for: key, among: served + planned) else {
      return "unknown key '\(key)'; \(known)"
    }
    return "unknown key '\(key)'; did you mean '\(meant)'?"
  }
}
