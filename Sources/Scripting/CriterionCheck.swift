import Executions
import GeminiAPI
import ModelBackends
import YAMLInput

/// Whether a request meets one criterion of a fixture, and how far off it is.
package struct CriterionCheck: Hashable, Sendable {
  package var key: String
  package var isMet: Bool
  /// What the fixture asks for.
  package var wanted: String
  /// What the request has.
  package var found: String
  /// From 0 to 1: how near a text is to the one that is wanted; nil where that means nothing.
  package var nearness: Double?
}

extension FixtureMatch {
  /// Each criterion by itself, met or not.
  func checks(_ turn: UserTurn, call number: Int, _ steps: PatternSteps) -> [CriterionCheck] {
    var checks: [CriterionCheck] = []
    func add(_ key: String, _ isMet: Bool, _ wanted: String, _ found: String, _ nearness: Double? = nil) {
      checks.append(
        CriterionCheck(key: key, isMet: isMet, wanted: wanted, found: found, nearness: isMet ? nil : nearness)
      )
    }
    func add(_ key: String, _ matcher: PromptMatcher?, _ text: FoldedText) {
      guard let matcher else { return }
      let check = Self.tried { () throws(PatternTooCostly) in try matcher.captures(in: text, steps) != nil }
      let found = check.reason ?? PromptExcerpt.quoted(text.source, maximumLength: 120)
      add(key, check.isMet, matcher.wanted, found, matcher.nearness(to: text, steps))
    }
    add("prompt", prompt, turn.matched)
    add("system", system, turn.system)
    if !any.isEmpty {
      let check = Self.tried { () throws(PatternTooCostly) in try anyCaptures(in: turn, steps) }
      let found = check.reason ?? (check.isMet ? "one of them" : "none of them")
      add("any", check.isMet, "one of \(any.count) alternatives", found)
    }
    if let model { add("model", model.matches(turn.model), model.pattern, turn.model) }
    if let condition = self.turn { add("turn", condition.holds(for: turn.number), condition.source, "\(turn.number)") }
    if let tools { add("tools", tools.holds(for: turn.tools), tools.source, Self.list(turn.tools)) }
    let names = turn.answers.map(\.name)
    if let answered {
      let found = names.isEmpty ? "no function answered" : Self.list(names)
      add("answered", answered.holds(for: turn.answers), answered.source, found)
    }
    if let answer {
      let found = turn.answers.map { "\($0.name) \(($0.response ?? .null).excerpt(limit: 120))" }
      add("answer", answer.holds(for: turn.answers), answer.source, Self.list(found))
    }
    if let codeResult {
      add(
        "code_result",
        codeResult.holds(for: turn.lastOutcome),
        codeResult.rawValue,
        turn.lastOutcome?.rawValue ?? "none"
      )
    }
    if let files {
      let accepted = turn.files.filter(files.accepts).count
      let found = Self.list(turn.files.map { "\($0.name) (\($0.mimeType))" })
      add("files", files.count.holds(for: accepted), files.source, found)
    }
    if let stream { add("stream", stream == turn.transport.isStream, "\(stream)", "\(turn.transport.isStream)") }
    if !apis.isEmpty {
      let api = turn.transport.api
      add("api", apis.contains(api), Self.list(apis.map(\.rawValue)), api.rawValue)
    }
    if let path { add("path", path.matches(turn.transport.clientPath), path.pattern, turn.transport.clientPath) }
    let sent = headers.isEmpty ? [] : turn.transport.headers()
    for header in headers {
      let found = sent.filter { $0.name.lowercased() == header.name.lowercased() }.map(\.value)
      let check = Self.tried { () throws(PatternTooCostly) in try header.holds(for: sent, steps) }
      add("header \(header.name)", check.isMet, header.matcher.wanted, check.reason ?? Self.list(found))
    }
    let root = body.isEmpty ? nil : turn.body
    for criterion in body {
      let found = criterion.found(in: root).map { $0.excerpt(limit: 200) } ?? "nothing"
      let check = Self.tried { () throws(PatternTooCostly) in try criterion.holds(for: root, steps) }
      add("body \(criterion.pointer)", check.isMet, criterion.source, check.reason ?? found)
    }
    if let call { add("call", call.holds(for: number), call.source, "\(number)") }
    return checks
  }

  private func anyCaptures(in turn: UserTurn, _ steps: PatternSteps) throws(PatternTooCostly) -> Bool {
    for alternative in any where try alternative.captures(in: turn, steps) != nil {
      return true
    }
    return false
  }

  /// A criterion that cannot be told at an allowed cost is not met, and says why.
  private static func tried(_ holds: () throws(PatternTooCostly) -> Bool) -> (isMet: Bool, reason: String?) {
    do throws(PatternTooCostly) {
      return (try holds(), nil)
    } catch {
      return (false, "\(error)")
    }
  }

  private static func list(_ words: [String]) -> String {
    words.isEmpty ? "none" : words.prefix(20).joined(separator: ", ")
  }
}

extension PromptMatcher {
  /// As a message says what is wanted.
  var wanted: String {
    switch self {
    case .contains(let text): "contains '\(text.source.prefix(bytes: 120))'"
    case .exact(let text): "is '\(text.prefix(bytes: 120))'"
    case .pattern(let pattern): "matches /\(pattern.source.prefix(bytes: 120))/\(pattern.flags)"
    }
  }

  /// The share of the wanted words the text has, from 0 to 1; a word that is nearly right counts half, as long as there
  /// are steps left to look for such words.
  func nearness(to text: FoldedText, _ steps: PatternSteps) -> Double? {
    if case .pattern = self { return nil }
    let wanted = NearestFixture.words(of: source)
    guard !wanted.isEmpty else { return nil }
    let words = NearestFixture.words(of: text.source)
    let score = wanted.reduce(0.0) { sum, word in
      if words.contains(word) { return sum + 1 }
      let isNear = words.contains { other in
        let farthest = max(1, word.count / 3)
        guard abs(other.count - word.count) <= farthest, steps.rest > 0 else { return false }
        // What a comparison costs: a cell for each pair of letters.
        steps.spend(10 + other.count * word.count / 8)
        return NearestName.distance(String(other), String(word)) <= farthest
      }
      return sum + (isNear ? 0.5 : 0)
    }
    return (score / Double(wanted.count) * 100).rounded() / 100
  }
}
