import GeminiAPI
import ModelBackends
import Synchronization

/// What disturbances remember: the numbers drawn, and what keys have used.
final class DisturbanceState: Sendable {
  /// Keys and models that are counted; beyond them those of the oldest use are forgotten.
  private static let maximumCounters = 10_000
  /// Requests of one counter that are remembered one by one; beyond them the oldest two count as one of the later time.
  static let maximumUses = 10_000

  private struct Use {
    var time: ContinuousClock.Instant
    var tokens: Int
  }

  private struct Counter: Hashable {
    var namespace: String
    var key: String
    var model: String
    /// Which of the quotas it is.
    var index: Int
  }

  private struct State {
    var seed: UInt64?
    var random: [String: SplitMix] = [:]
    var uses: [Counter: [Use]] = [:]
  }

  private let state = Mutex(State())

  /// Decides what chaos does to a request.
  func chaos(_ chaos: Chaos, in namespace: String) -> Chaos.Event? {
    state.withLock { state in
      if state.seed != chaos.seed || state.random.count > Self.maximumCounters {
        (state.seed, state.random) = (chaos.seed, [:])
      }
      var random = state.random[namespace] ?? SplitMix(state: chaos.seed ^ FNV(namespace).value)
      defer { state.random[namespace] = random }
      return chaos.draw(using: &random)
    }
  }

  /// Counts a request, where every quota has room for it.
  ///
  /// - Parameters:
  ///   - conversation: The request.
  ///   - quotas: The quotas.
  ///   - now: The time.
  /// - Throws: `RESOURCE_EXHAUSTED` in the service's form, with the time at which there is room again.
  func admit(
    _ conversation: Conversation,
    by quotas: [Quota],
    now: ContinuousClock.Instant
  ) throws(Status) {
    try state.withLock { (state) throws(Status) in
      if state.uses.count > Self.maximumCounters { state.uses = [:] }
      var counted: [(Counter, [Use])] = []
      for (index, quota) in quotas.enumerated() where quota.model?.matches(conversation.model) ?? true {
        let counter = Counter(
          namespace: conversation.transport.namespace,
          key: conversation.transport.key,
          model: conversation.model,
          index: index
        )
        var uses = (state.uses[counter] ?? []).drop { now - $0.time >= quota.window }
        let use = Use(time: now, tokens: conversation.promptTokenCount)
        if let limit = quota.requests, uses.count >= limit {
          let oldest = uses[uses.endIndex - limit].time
          throw Self.exhausted(quota, limit, "requests", conversation.model, until: oldest, now)
        }
        if let limit = quota.tokens, uses.reduce(use.tokens, { $0 + $1.tokens }) > limit {
          throw Self.exhausted(
            quota,
            limit,
            "input_token_count",
            conversation.model,
            until: uses.first?.time ?? now,
            now
          )
        }
        uses.append(use)
        counted.append((counter, Self.bounded(Array(uses), for: quota)))
      }
      for (counter, uses) in counted { state.uses[counter] = uses }
    }
  }

  /// Uses of all counters that are kept.
  var remembered: Int { state.withLock { $0.uses.values.reduce(0) { $0 + $1.count } } }

  func reset(namespace: String?) {
    state.withLock { state in
      guard let namespace else {
        state = State()
        return
      }
      state.random[namespace] = nil
      state.uses = state.uses.filter { $0.key.namespace != namespace }
    }
  }

  /// Merges the oldest uses where there are too many; a quota of requests counts each, and has a bound of its own.
  private static func bounded(_ uses: [Use], for quota: Quota) -> [Use] {
    guard quota.requests == nil, uses.count > maximumUses else { return uses }
    return [Use(time: uses[1].time, tokens: uses[0].tokens + uses[1].tokens)] + uses.dropFirst(2)
  }

  private static func exhausted(
    _ quota: Quota,
    _ limit: Int,
    _ what: String,
    _ model: String,
    until oldest: ContinuousClock.Instant,
    _ now: ContinuousClock.Instant
  ) -> Status {
    let metric = quota.metric ?? "generate_content_free_tier_\(what)"
    let delay = max(.milliseconds(1), quota.window - (now - oldest))
    return Status(
      code: .resourceExhausted,
      message: QuotaDetails.message(metric: metric, limit: limit, model: model, retryDelay: delay),
      details: QuotaDetails.details(metric: metric, limit: limit, model: model) + [QuotaDetails.retryInfo(delay)]
    )
  }
}
