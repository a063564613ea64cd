import GeminiAPI

/// Writes aimock's fixtures as ours; parts without a counterpart become comments and are named.
struct AimockFixtures {
  /// The members of a response that have a counterpart.
  private static let written: Set<String> = ["content", "reasoning", "toolCalls", "error", "status"]

  private var text = "# Imported from aimock's fixtures.\n"
  private var leftOut: [LeftOut] = []
  private var number = 0

  static func imported(_ fixtures: [JSONValue]) -> ImportedRecording {
    var all = AimockFixtures()
    for fixture in fixtures { all.add(fixture) }
    return ImportedRecording(form: "aimock", content: .fixtures(all.text), leftOut: all.leftOut)
  }

  private mutating func add(_ value: JSONValue) {
    number += 1
    guard let response = value["response"], response.members != nil else { return leaveOut("it lacks a response") }
    let criteria = criteria(value["match"])
    for member in response.members ?? [] where !Self.written.contains(member.key.text) {
      leaveOut("response.\(member.key.text) has no counterpart; it became a comment")
      text += "# response.\(Self.comment(member.key.text)): \(Self.literal(member.value))\n"
    }
    text += "- name: aimock-\(number)\n"
    if !criteria.isEmpty { text += "  match: { \(criteria.joined(separator: ", ")) }\n" }
    if let pace = value["streamingProfile"] { text += "  pace: { \(Self.rates(pace).joined(separator: ", ")) }\n" }
    if let error = response["error"] {
      let status = response["status"] ?? error["status"] ?? .number(500)
      let message = error["message"].map { ", message: \(Self.literal($0))" } ?? ""
      text += "  error: { status: \(Self.literal(status))\(message) }\n"
      return
    }
    let steps = steps(response)
    text += "  reply:\n" + (steps.isEmpty ? ["    - text: \" \"\n"] : steps).joined()
  }

  private mutating func leaveOut(_ reason: String) {
    leftOut.append(LeftOut(number: number, request: "", reason: reason, isForeign: false))
  }

  private mutating func criteria(_ match: JSONValue?) -> [String] {
    var criteria: [String] = []
    for member in match?.members ?? [] {
      let value = Self.literal(member.value)
      switch (member.key.text, member.value) {
      case ("userMessage", _): criteria.append("prompt: \(value)")
      case ("systemMessage", _): criteria.append("system: \(value)")
      case ("model", _): criteria.append("model: \(value)")
      case ("toolName", _): criteria.append("tools: [\(value)]")
      case ("hasToolResult", .bool(let flag)): criteria.append("answered: \(flag)")
      case ("toolResultContains", _): criteria.append("answer: { contains: \(value) }")
      case ("turnIndex", .number(let number)): criteria.append("turn: \((number.integer ?? 0) + 1)")
      case ("sequenceIndex", .number(let number)): criteria.append("call: \((number.integer ?? 0) + 1)")
      case (let name, _):
        leaveOut("match.\(name) has no counterpart; it became a comment, and the fixture matches more than before")
        text += "# match.\(Self.comment(name)): \(value)\n"
      }
    }
    return criteria
  }

  private static func rates(_ pace: JSONValue) -> [String] {
    (pace.members ?? []).compactMap { member in
      switch member.key.text {
      case "ttft": "ttft: \(literal(member.value))ms"
      case "tps", "jitter": "\(member.key.text): \(literal(member.value))"
      default: nil
      }
    }
  }

  private mutating func steps(_ response: JSONValue) -> [String] {
    var steps: [String] = []
    if let text = response["reasoning"]?.text { steps.append("    - think: \(Self.literal(.string(text)))\n") }
    if let text = response["content"]?.text, !text.isEmpty {
      steps.append("    - text: \(Self.literal(.string(text)))\n")
    }
    for call in response["toolCalls"]?.elements ?? [] {
      let arguments = arguments(call["arguments"])
      steps.append("    - call: { name: \(Self.literal(call["name"] ?? "")), args: \(Self.literal(arguments)) }\n")
    }
    return steps
  }

  /// An object, or a text that contains its JSON.
  private mutating func arguments(_ value: JSONValue?) -> JSONValue {
    guard let value, let text = value.text else { return value ?? .object([]) }
    do {
      return try JSONParser.parse(Array(text.utf8))
    } catch {
      leaveOut("the arguments of a tool call are not JSON")
      return .object([])
    }
  }

  /// A name within a comment: a line end in it would end the comment.
  private static func comment(_ name: String) -> String { String(name.filter { !$0.isNewline }.prefix(bytes: 100)) }

  /// JSON on one line, which is YAML too, with template tags escaped.
  private static func literal(_ value: JSONValue) -> String { value.lineText }
}
