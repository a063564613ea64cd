import Synchronization

/// What a script remembers: how many requests each fixture has answered, in each namespace.
package final class FixtureMemory: Sendable {
  /// Namespaces that are remembered; beyond them the one that was used longest ago is forgotten.
  package static let maximumNamespaces = 10_000
  /// Fixtures that are counted, in all namespaces together; beyond them as many namespaces are forgotten.
  package static let maximumCounts = 100_000

  private struct Namespace {
    /// By the fixture's place, which outlives a reload of the files.
    var counts: [String: Int] = [:]
    var lastUse: UInt64 = 0

    /// Counts a request for a fixture that had one before; nil for one that had none.
    mutating func count(_ fixture: String, use: UInt64) -> Int? {
      guard let index = counts.index(forKey: fixture) else { return nil }
      lastUse = use
      counts.values[index] += 1
      return counts.values[index]
    }

    mutating func begin(_ fixture: String, use: UInt64) {
      lastUse = use
      counts[fixture] = 1
    }
  }

  private struct State {
    var namespaces: [String: Namespace] = [:]
    var uses: UInt64 = 0
    /// Of all namespaces.
    var counts = 0

    mutating func count(_ fixture: String, in namespace: String) -> Int {
      uses += 1
      if let count = namespaces[namespace]?.count(fixture, use: uses) { return count }
      makeRoom(for: namespace)
      counts += 1
      namespaces[namespace, default: Namespace()].begin(fixture, use: uses)
      return 1
    }

    private mutating func makeRoom(for namespace: String) {
      let isNew = namespaces[namespace] == nil
      while counts >= FixtureMemory.maximumCounts
        || isNew && namespaces.count >= FixtureMemory.maximumNamespaces,
        let oldest = namespaces.min(by: { $0.value.lastUse < $1.value.lastUse })
      {
        forget(oldest.key)
      }
    }

    mutating func forget(_ namespace: String) {
      counts -= namespaces.removeValue(forKey: namespace)?.counts.count ?? 0
    }
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
    state.withLock { $0.count(fixture, in: namespace) }
  }

  /// How many requests a fixture has seen.
  func seen(_ fixture: String, in namespace: String) -> Int {
    state.withLock { $0.namespaces[namespace]?.counts[fixture] ?? 0 }
  }

  /// Forgets the counts of one namespace, or of all.
  package func reset(namespace: String?) {
    state.withLock { state in
      if let namespace { state.forget(namespace) } else { (state.namespaces, state.counts) = ([:], 0) }
    }
  }

  /// Every count, for a snapshot.
  package var snapshot: [String: [String: Int]] {
    state.withLock { $0.namespaces.mapValues(\.counts) }
  }

  /// Replaces all counts.
  ///
  /// - Parameter counts: By namespace and fixture, within what is remembered.
  package func restore(_ counts: [String: [String: Int]]) {
    state.withLock { state in
      state.namespaces = counts.mapValues { Namespace(counts: $0) }
      state.counts = counts.values.reduce(0) { $0 + $1.count }
    }
  }
}
