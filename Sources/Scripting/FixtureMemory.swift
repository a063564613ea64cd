import ModelBackends
import Synchronization

/// What a script remembers: how many requests each fixture has answered, in each namespace.
package final class FixtureMemory: Sendable {
  package static let maximumNamespaces = NamespaceCounts.maximumNamespaces
  package static let maximumCounts = NamespaceCounts.maximumCounts

  /// By the fixture's place, which outlives a reload of the files.
  private let counts = Mutex(NamespaceCounts())

  package init() {}

  /// Counts a request for a fixture.
  ///
  /// - Parameters:
  ///   - fixture: The fixture's name.
  ///   - namespace: Whose count it is.
  /// - Returns: Its number, from 1.
  func count(_ fixture: String, in namespace: String) -> Int { counts.withLock { $0.count(fixture, in: namespace) } }

  /// How many requests a fixture has seen.
  func seen(_ fixture: String, in namespace: String) -> Int { counts.withLock { $0.seen(fixture, in: namespace) } }

  /// Forgets the counts of one namespace, or of all.
  package func reset(namespace: String?) { counts.withLock { $0.reset(namespace: namespace) } }

  /// Every count, for a snapshot.
  package var snapshot: [String: [String: Int]] { counts.withLock { $0.all } }

  /// Puts counts back in the place of all there are.
  ///
  /// - Parameter counts: By namespace and fixture, within what is remembered.
  package func restore(_ counts: [String: [String: Int]]) { self.counts.withLock { $0.all = counts } }
}
