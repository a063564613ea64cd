package import GeminiAPI
import ModelBackends

/// What goes wrong with requests whichever fixture answers them: faults at random, and quotas that run out.
struct Disturbances: Sendable {
  var chaos: Chaos?
  var quotas: [Quota] = []
  /// How fast uploads are read, in bytes a second; nil for as fast as they come.
  var uploadRate: Int?

  /// Adds what another file says.
  mutating func take(_ other: Disturbances) {
    if let chaos = other.chaos {
      let rates = (self.chaos?.rates ?? []) + chaos.rates
      self.chaos = Chaos(seed: chaos.seed, rates: rates, routes: chaos.routes ?? self.chaos?.routes)
    }
    quotas += other.quotas
    uploadRate = other.uploadRate ?? uploadRate
  }
}

/// The routes of the API as `chaos` names them.
package enum ChaosRoute: String, CaseIterable, Sendable {
  case generate, count, embed, models, files, uploads, caches, batches
}

/// What chance does to a request that no script answers.
package enum ChaosEvent: Sendable {
  case error(Status)
  /// Nothing is answered any more; by a reset of the connection, or its end.
  case brokenConnection(isReset: Bool)
  case stall(Duration)
  case fileFailed
  case uploadStatusLost
}

/// Faults at random, by rates; the same seed gives each namespace the same ones.
struct Chaos: Sendable {
  enum Event: Sendable {
    case error(Status)
    case fault(WireFault)
    /// A file that is uploaded is `FAILED`.
    case fileFailed
    /// An answer to an upload has no `X-Goog-Upload-Status`.
    case uploadStatusLost
  }

  var seed: UInt64
  /// Probabilities, together at most 1.
  var rates: [(event: Event, rate: Double)]
  /// What may go wrong; nil for every route of the API.
  var routes: Set<ChaosRoute>?

  func strikes(_ route: ChaosRoute) -> Bool { routes?.contains(route) ?? true }

  /// Decides what happens to one request.
  func draw(using random: inout SplitMix) -> Event? {
    var rest = Double.random(in: 0..<1, using: &random)
    for entry in rates {
      if rest < entry.rate { return entry.event }
      rest -= entry.rate
    }
    return nil
  }
}

/// How much of a model one key may use in a time, as the service limits it.
struct Quota: Sendable {
  /// Nil for all models; each has a count of its own in any case.
  var model: Glob?
  var requests: Int?
  var tokens: Int?
  var window: Duration
  /// The metric's name in the error; nil for the service's own of the free tier.
  var metric: String?
}
