import GeminiAPI

/// Writes aimock's fixtures as ours; what has no counterpart here stands as a comment.
enum AimockFixtures {
  static func yaml(_ fixtures: [JSONValue]) -> String {
    "# Imported from aimock's fixtures.\n" + fixtures.enumerated().map { fixture($1, number: $0 + 1) }.joined()
  }

  private static func fixture(_ value: JSONValue, number: Int) -> String {
    let (match, response) = (value["match"], value["response"])
    var criteria: [String] = []
    var comments: [String] = []
    for member in match?.members ?? [] {
      switch (member.key.text, member.value) {
      case ("userMessage", let value): criteria.append("prompt: \(literal(value))")
      case ("systemMessage", let value): criteria.append("system: \(literal(value))")
      case ("model", let value): criteria.append("model: \(literal(value))")
      case ("toolName", let value): criteria.append("tools: [\(literal(value))]")
      case ("hasToolResult", .bool(let flag)): criteria.append("answered: \(flag)")
      case ("toolResultContains", let value): criteria.append("answer: { contains: \(literal(value)) }")
      case ("turnIndex", .number(let number)): criteria.append("turn: \((number.integer ?? 0) + 1)")
      case ("sequenceIndex", .number(let number)): criteria.append("call: \((number.integer ?? 0) + 1)")
      case (let name, let value): comments.append("# match.\(name): \(literal(value))\n")
      }
    }
    var text = comments.joined() + "- name: aimock-\(number)\n"
    if !criteria.isEmpty { text += "  match: { \(criteria.joined(separator: ", ")) }\n" }
    if let pace = value["streamingProfile"] { text += "  pace: { \(rates(pace).joined(separator: ", ")) }\n" }
    if let error = response?["error"] {
      let status = response?["status"] ?? error["status"] ?? .number(500)
      let message = error["message"].map { ", message: \(literal($0))" } ?? ""
      return text + "  error: { status: \(literal(status))\(message) }\n"
    }
    text += "  reply:\n"
    let steps = steps(response)
    return text + (steps.isEmpty ? ["    - text: \" \"\n"] : steps).joined()
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

  private static func steps(_ response: JSONValue?) -> [String] {
    var steps: [String] = []
    if let text = response?["reasoning"]?.text { steps.append("    - think: \(literal(.string(text)))\n") }
    if let text = response?["content"]?.text, !text.isEmpty { steps.append("    - text: \(literal(.string(text)))\n") }
    for call in response?["toolCalls"]?.elements ?? [] {
      let arguments = call["arguments"]
      let parsed = arguments?.text.flatMap { try? JSONParser.parse(Array($0.utf8)) } ?? arguments ?? .object([])
      steps.append("    - call: { name: \(literal(call["name"] ?? "")), args: \(literal(parsed)) }\n")
    }
    return steps
  }

  /// JSON on one line is YAML too; what would be a tag of a template is not one.
  private static func literal(_ value: JSONValue) -> String {
    String(decoding: value.json(pretty: false), as: UTF8.self)
  }
}
