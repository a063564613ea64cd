import GeminiAPI
import ModelBackends
import YAMLInput
import Yams

extension FixtureReader {
  /// Reads `error`: a status, or a mapping with one.
  mutating func error(_ node: Node) -> Status? {
    guard case .mapping = node else { return text(node, "error").flatMap { errorKind(node, $0.text) }?.status }
    guard let members = mapping(node, keys: .error) else { return nil }
    guard let statusNode = members["status"] else {
      report(node, "an error has a 'status', such as RESOURCE_EXHAUSTED")
      return nil
    }
    guard let kind = text(statusNode, "error.status").flatMap({ errorKind(statusNode, $0.text) }) else { return nil }
    var error = kind
    error.message = members["message"].flatMap { text($0, "error.message")?.text }
    error.reason = members["reason"].flatMap { text($0, "error.reason")?.text }
    error.retryDelay = members["retry_delay"].flatMap { duration($0, "error.retry_delay") }
    if let node = members["html"], let text = text(node, "error.html")?.text {
      error.answerWithPage(text == "true" ? nil : text)
      for key in ["message", "reason", "retry_delay", "quota", "details"] {
        if let other = members[key] { report(other, "'\(key)' has no place in a page; leave it or 'html' out") }
      }
    }
    error.quota = members["quota"].flatMap { text($0, "error.quota")?.text }
    if let node = members["details"] {
      switch json(node, "error.details") {
      case .array(let details): error.details = details
      default: report(node, "'error.details' must be a list of objects with '@type'")
      }
    }
    if error.code != .resourceExhausted, let node = members["quota"] {
      report(node, "'quota' belongs to the status RESOURCE_EXHAUSTED")
    }
    return error.status
  }

  private mutating func errorKind(_ node: Node, _ text: String) -> ScriptedError? {
    if let error = ScriptedError(named: text) { return error }
    let names = ScriptedError.names
    let meant = NearestName.question(about: text, among: names)
    report(
      node,
      "'\(text.prefix(bytes: 50))' is not a status of the API; known are \(names.joined(separator: ", "))\(meant)"
    )
    return nil
  }

  /// Reads `block`: the reason a prompt is refused for, or a mapping with it.
  mutating func block(_ node: Node) -> PromptFeedback? {
    let reasons = ["SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "IMAGE_SAFETY"]
    guard case .mapping = node else {
      return word(node, "block", of: reasons).map { PromptFeedback(blockReason: $0) }
    }
    guard let members = mapping(node, keys: .block) else { return nil }
    guard let reasonNode = members["reason"] else {
      report(node, "a block has a 'reason': \(reasons.joined(separator: ", "))")
      return nil
    }
    guard let reason = word(reasonNode, "block.reason", of: reasons) else { return nil }
    var feedback = PromptFeedback(blockReason: reason)
    feedback.blockReasonMessage = members["message"].flatMap { text($0, "block.message")?.text }
    if let ratings = members["ratings"].flatMap({ ratings($0) }) {
      feedback.otherMembers = [JSONMember("safetyRatings", ratings)]
    }
    return feedback
  }

  /// Reads ratings: probabilities by category.
  mutating func ratings(_ node: Node) -> JSONValue? {
    guard case .mapping(let mapping) = node else {
      report(node, "'ratings' must be a mapping such as { HARM_CATEGORY_HARASSMENT: HIGH }")
      return nil
    }
    var ratings: [JSONValue] = []
    for (key, value) in mapping {
      guard let category = key.scalar?.string, category.hasPrefix("HARM_CATEGORY_") else {
        report(key, "a category of ratings begins with HARM_CATEGORY_")
        continue
      }
      guard let probability = word(value, "ratings", of: ["NEGLIGIBLE", "LOW", "MEDIUM", "HIGH"]) else { continue }
      var rating = [
        JSONMember("category", .string(category)), JSONMember("probability", .string(probability)),
      ]
      if probability == "HIGH" { rating.append(JSONMember("blocked", .bool(true))) }
      ratings.append(.object(rating))
    }
    return .array(ratings)
  }

  /// Reads `fault`: a kind, `stall:30s`, or a mapping with the kind.
  mutating func fault(_ node: Node) -> WireFault? {
    guard case .mapping = node else { return text(node, "fault").flatMap { faultKind(node, $0.text) } }
    guard let members = mapping(node, keys: .fault) else { return nil }
    guard let kind = members["kind"] else {
      report(node, "a fault has a 'kind': \(WireFault.Kind.allCases.map(\.rawValue).joined(separator: ", "))")
      return nil
    }
    guard var fault = text(kind, "fault.kind").flatMap({ faultKind(kind, $0.text) }) else { return nil }
    if let node = members["after_chunks"], let count = whole(node, "fault.after_chunks", in: 0...100_000) {
      fault.afterChunks = count
    }
    if let node = members["duration"], let duration = duration(node, "fault.duration") {
      if fault.kind != .stall { report(node, "'duration' belongs to the kind stall") }
      fault.duration = duration
    }
    return fault
  }

  private mutating func faultKind(_ node: Node, _ text: String) -> WireFault? {
    let words = text.split(separator: ":", maxSplits: 1)
    let names = WireFault.Kind.allCases.map(\.rawValue)
    let name = words.first?.trimmed ?? ""
    guard let kind = WireFault.Kind(rawValue: name) else {
      let meant = NearestName.question(about: name, among: names)
      report(node, "'\(name.prefix(bytes: 50))' is not a fault; known are \(names.joined(separator: ", "))\(meant)")
      return nil
    }
    var fault = WireFault(kind)
    guard words.count == 2 else { return fault }
    guard kind == .stall, let duration = ReplyDuration.parse(words[1].trimmed) else {
      report(node, "only a stall has a time behind its name: stall:30s")
      return nil
    }
    fault.duration = duration
    return fault
  }

  /// Reads `pace`: a profile, or a mapping.
  mutating func pace(_ node: Node) -> Pace? {
    let profiles = Pace.profiles
    guard case .mapping = node else {
      return word(node, "pace", of: profiles.map(\.key)).flatMap { name in profiles.first { $0.key == name }?.value }
    }
    guard let members = mapping(node, keys: .pace) else { return nil }
    var pace = Pace()
    if let node = members["profile"], let name = word(node, "pace.profile", of: profiles.map(\.key)) {
      pace = profiles.first { $0.key == name }?.value ?? pace
    }
    if let time = members["ttft"].flatMap({ duration($0, "pace.ttft") }) { pace.timeToFirstToken = time }
    if let rate = members["tps"].flatMap({ number($0, "pace.tps", in: 0.1...100_000) }) { pace.tokensPerSecond = rate }
    if let jitter = members["jitter"].flatMap({ number($0, "pace.jitter", in: 0...1) }) { pace.jitter = jitter }
    if let seed = members["seed"].flatMap({ whole($0, "pace.seed", in: 0...Int.max) }) { pace.seed = UInt64(seed) }
    if let node = members["code_ms"], text(node, "pace.code_ms")?.text != "real" {
      pace.codeTime = number(node, "pace.code_ms", in: 0...3_600_000).map { .seconds($0 / 1000) }
    }
    if let node = members["timings"] {
      let nodes = sequence(node, "pace.timings", maximum: 100_000) ?? []
      pace.timings = nodes.compactMap { number($0, "pace.timings", in: 0...3_600_000) }.map { .seconds($0 / 1000) }
      for key in ["ttft", "tps", "jitter", "profile"] {
        if let other = members[key] { report(other, "'\(key)' and 'timings' cannot stand together") }
      }
    }
    return pace
  }

  /// Reads `chaos`: faults at random.
  mutating func readChaos(_ node: Node) {
    guard let members = mapping(node, keys: .chaos) else { return }
    let seed = members["seed"].flatMap { whole($0, "chaos.seed", in: 0...Int.max) } ?? 0
    if let node = members["upload_rate"] {
      disturbances.uploadRate = whole(node, "chaos.upload_rate", in: 1...1_000_000_000)
    }
    guard let node = members["rates"] else { return }
    guard case .mapping(let mapping) = node else {
      report(node, "'chaos.rates' must be a mapping such as { UNAVAILABLE: 0.05, disconnect: 0.01 }")
      return
    }
    var rates: [(event: Chaos.Event, rate: Double)] = []
    for (key, value) in mapping {
      guard let name = key.scalar?.string, let event = chaosEvent(key, name),
        let rate = number(value, "chaos.rates.\(name)", in: 0...1)
      else { continue }
      rates.append((event, rate))
    }
    let sum = rates.reduce(0) { $0 + $1.rate }
    if sum > 1.000_001 { report(node, "the rates of 'chaos' are \(sum) together; at most 1 is") }
    disturbances.chaos = Chaos(seed: UInt64(seed), rates: rates, routes: members["routes"].map { chaosRoutes($0) })
  }

  private mutating func chaosRoutes(_ node: Node) -> Set<ChaosRoute> {
    let known = ChaosRoute.allCases.map(\.rawValue)
    return Set(
      words(node, "chaos.routes").compactMap { word in
        if let route = ChaosRoute(rawValue: word) { return route }
        let meant = NearestName.question(about: word, among: known)
        report(node, "'\(word.prefix(50))' is not a route; known are \(known.joined(separator: ", "))\(meant)")
        return nil
      }
    )
  }

  private mutating func chaosEvent(_ node: Node, _ name: String) -> Chaos.Event? {
    if let error = ScriptedError(named: name) { return .error(error.status) }
    let ofFiles: [String: Chaos.Event] = ["file_failed": .fileFailed, "upload_status_lost": .uploadStatusLost]
    if let event = ofFiles[name] { return event }
    let kind = String(name.prefix { $0 != ":" })
    if WireFault.Kind(rawValue: kind) != nil { return faultKind(node, name).map(Chaos.Event.fault) }
    let names = ScriptedError.names + WireFault.Kind.allCases.map(\.rawValue) + ofFiles.keys.sorted()
    let meant = NearestName.question(about: name, among: names)
    report(
      node,
      "'\(name.prefix(bytes: 50))' is neither a status nor a fault; known are \(names.joined(separator: ", "))\(meant)"
    )
    return nil
  }

  /// Reads `quotas`: how much of a model one key may use in a time.
  mutating func readQuotas(_ node: Node) {
    for node in sequence(node, "quotas", maximum: Self.maximumSteps) ?? [] {
      guard let members = mapping(node, keys: .quota) else { continue }
      var quota = Quota(window: .seconds(60))
      quota.model = members["model"].flatMap { glob($0, "quotas.model") }
      quota.requests = members["requests"].flatMap { whole($0, "quotas.requests", in: 1...1_000_000) }
      quota.tokens = members["tokens"].flatMap { whole($0, "quotas.tokens", in: 1...1_000_000_000) }
      quota.metric = members["metric"].flatMap { text($0, "quotas.metric")?.text }
      if let window = members["per"].flatMap({ duration($0, "quotas.per") }) { quota.window = window }
      if members["requests"] == nil, members["tokens"] == nil {
        report(node, "a quota limits 'requests' or 'tokens'")
      }
      disturbances.quotas.append(quota)
    }
  }

  /// Reads `usage`: counts under their names on the wire.
  mutating func usage(_ node: Node) -> UsageOverride? {
    guard let members = mapping(node, keys: .usage) else { return nil }
    let range = 0...1_000_000_000
    var usage = UsageOverride()
    usage.prompt = members["promptTokenCount"].flatMap { whole($0, "promptTokenCount", in: range) }
    usage.cached = members["cachedContentTokenCount"].flatMap { whole($0, "cachedContentTokenCount", in: range) }
    usage.candidates = members["candidatesTokenCount"].flatMap { whole($0, "candidatesTokenCount", in: range) }
    usage.toolUsePrompt = members["toolUsePromptTokenCount"].flatMap { whole($0, "toolUsePromptTokenCount", in: range) }
    usage.thoughts = members["thoughtsTokenCount"].flatMap { whole($0, "thoughtsTokenCount", in: range) }
    usage.total = members["totalTokenCount"].flatMap { whole($0, "totalTokenCount", in: range) }
    if members.isEmpty { report(node, "'usage' has no count") }
    return usage
  }
}

extension Pace {
  /// About what models of these kinds took in 2026.
  static let profiles: KeyValuePairs<String, Pace> = [
    "flash": Pace(timeToFirstToken: .milliseconds(350), tokensPerSecond: 180, jitter: 0.2),
    "pro": Pace(timeToFirstToken: .milliseconds(1200), tokensPerSecond: 90, jitter: 0.2),
    "thinking": Pace(timeToFirstToken: .seconds(4), tokensPerSecond: 120, jitter: 0.2),
  ]
}
