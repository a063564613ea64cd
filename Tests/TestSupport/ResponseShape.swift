import Foundation

/// What a response or a chunk looks like, in one line: `C#~ R0 T | 0 STOP | pcut`.
///
/// Parts: C code, R a good result, F a failed one, D media, H a thought, T text, E empty text; behind it `#` an id of eight
/// letters and digits, `@` one of the form `call_12345`, `~` a signature. Then the index and the finish reason, where they
/// stand. Then the token counts that are told: p prompt, c candidates, d candidates by kind, u tool-use prompt,
/// h thoughts, t total, s service tier, v traffic type. Then `time` where it says when it was made.
package struct ResponseShape {
  package let text: String
  /// Whether the counts add up; true where there are none.
  package let addsUp: Bool
  /// Whether `role` stands before `parts`.
  package let rolesComeFirst: Bool
  package let totals: [String: Int]

  package init(_ json: String) throws {
    let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any] ?? [:]
    let candidate = (object["candidates"] as? [[String: Any]])?.first ?? [:]
    let parts = (candidate["content"] as? [String: Any])?["parts"] as? [[String: Any]] ?? []
    let usage = object["usageMetadata"] as? [String: Any] ?? [:]
    var fields = [parts.map(Self.letter(of:)).joined(separator: " ")]
    fields.append(
      [(candidate["index"] as? Int).map(String.init), candidate["finishReason"] as? String]
        .compactMap(\.self).joined(separator: " ")
    )
    fields.append(Self.counts.filter { usage[$0.key] != nil }.map(\.letter).joined())
    if object["createTime"] is String { fields.append("time") }
    text = fields.joined(separator: " | ")
    let totals = usage.compactMapValues { $0 as? Int }
    self.totals = totals
    let addends = ["promptTokenCount", "candidatesTokenCount", "toolUsePromptTokenCount", "thoughtsTokenCount"]
    addsUp = addends.reduce(0) { $0 + (totals[$1] ?? 0) } == totals["totalTokenCount"] ?? 0
    rolesComeFirst =
      json.firstRange(of: "\"role\"").map { $0.lowerBound }
      .flatMap { role in json.firstRange(of: "\"parts\"").map { role < $0.lowerBound } } ?? false
  }

  private static let counts: [(key: String, letter: String)] = [
    ("promptTokenCount", "p"), ("candidatesTokenCount", "c"), ("candidatesTokensDetails", "d"),
    ("toolUsePromptTokenCount", "u"), ("thoughtsTokenCount", "h"), ("totalTokenCount", "t"), ("serviceTier", "s"),
    ("trafficType", "v"),
  ]

  private static func letter(of part: [String: Any]) -> String {
    var (letter, id) = ("?", nil as String?)
    if let code = part["executableCode"] as? [String: Any] {
      (letter, id) = ("C", code["id"] as? String)
    } else if let result = part["codeExecutionResult"] as? [String: Any] {
      (letter, id) = (result["outcome"] as? String == "OUTCOME_OK" ? "R" : "F", result["id"] as? String)
    } else if part["inlineData"] != nil {
      letter = "D"
    } else if let text = part["text"] as? String {
      letter = text.isEmpty ? "E" : part["thought"] as? Bool == true ? "H" : "T"
    }
    if let id { letter += id.wholeMatch(of: #/[a-z0-9]{8}/#) != nil ? "#" : id.hasPrefix("call_") ? "@" : "!" }
    return letter + (part["thoughtSignature"] == nil ? "" : "~")
  }
}
