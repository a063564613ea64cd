import Synchronization

/// What a script remembers: how many requests each fixture has answered, in each namespace.
package final class FixtureMemory: Sendable {
  /// Namespaces that are remembered; beyond them the one that was used longest ago is forgotten.
  private static let maximumNamespaces = 10_000

  private struct Namespace {
    /// By the fixture's place, which outlives a reload of the files.
    var counts: [String: Int] = [:]
    var lastUse: UInt64 = 0

    mutating func count(_ fixture: String, use: UInt64) -> Int {
      lastUse = use
      counts[fixture, default: 0] += 1
      return counts[fixture, default: 0]
    }
  }

  private struct State {
    var namespaces: [String: Namespace] = [:]
    var uses: UInt64 = 0
  }

  private let state = Mutex(State())

  package init() {}

  /// Counts a request for a fixture.
  ///
  /// - Parameters:
  ///   - fixture: The fixture's name.
  ///   - namespace: Whose count it is.
  /// - Returns: Its number, from 1.
  func count(_ fixture: String, in namespace: String) -> Int {
    state.withLock { state in
      state.uses += 1
      if state.namespaces[namespace] == nil, state.namespaces.count >= Self.maximumNamespaces,
        let oldest = state.namespaces.min(by: { $0.value.lastUse < $1.value.lastUse })
      {
        state.namespaces[oldest.key] = nil
      }
      return state.namespaces[namespace, default: Namespace()].count(fixture, use: state.uses)
    }
  }

  /// How many requests a fixture has seen.
  func seen(_ fixture: String, in namespace: String) -> Int {
    state.withLock { $0.namespaces[namespace]?.counts[fixture] ?? 0 }
  }

  /// Forgets the counts of one namespace, or of all.
  package func reset(namespace: String?) {
    state.withLock { state in
      if let namespace { state.namespaces[namespace] = nil } else { state.namespaces = [:] }
    }
  }

  /// Every count, for a snapshot.
  package var snapshot: [String: [String: Int]] {
    state.withLock { $0.namespaces.mapValues(\.counts) }
  }

  /// Puts counts back in the place of all there are.
  package func restore(_ counts: [String: [String: Int]]) {
    state.withLock { state in
      state.namespaces = counts.mapValues { Namespace(counts: $0) }
    }
  }
}
