/// How often something came, in each namespace, within a bound.
package struct NamespaceCounts: Sendable {
  /// Namespaces that are remembered; beyond them the one that was used longest ago is forgotten.
  package static let maximumNamespaces = 10_000
  /// Keys that are counted, in all namespaces together; beyond them as many namespaces are forgotten.
  package static let maximumCounts = 100_000

  private struct Namespace {
    var counts: [String: Int] = [:]
    var lastUse: UInt64 = 0

    /// Counts a key that was counted before; nil for one that was not.
    mutating func count(_ key: String, use: UInt64) -> Int? {
      guard let index = counts.index(forKey: key) else { return nil }
      lastUse = use
      counts.values[index] += 1
      return counts.values[index]
    }

    mutating func begin(_ key: String, use: UInt64) {
      lastUse = use
      counts[key] = 1
    }
  }

  private var namespaces: [String: Namespace] = [:]
  private var uses: UInt64 = 0
  /// Of all namespaces.
  private var size = 0

  package init() {}

  /// Counts once more.
  ///
  /// - Parameters:
  ///   - key: What came.
  ///   - namespace: Whose count it is.
  /// - Returns: Its number, from 1.
  package mutating func count(_ key: String, in namespace: String) -> Int {
    uses += 1
    if let count = namespaces[namespace]?.count(key, use: uses) { return count }
    makeRoom(for: namespace)
    size += 1
    namespaces[namespace, default: Namespace()].begin(key, use: uses)
    return 1
  }

  private mutating func makeRoom(for namespace: String) {
    let isNew = namespaces[namespace] == nil
    while size >= Self.maximumCounts || isNew && namespaces.count >= Self.maximumNamespaces,
      let oldest = namespaces.min(by: { $0.value.lastUse < $1.value.lastUse })
    {
      forget(oldest.key)
    }
  }

  private mutating func forget(_ namespace: String) {
    size -= namespaces.removeValue(forKey: namespace)?.counts.count ?? 0
  }

  /// How often a key was counted.
  package func seen(_ key: String, in namespace: String) -> Int { namespaces[namespace]?.counts[key] ?? 0 }

  /// Forgets the counts of one namespace, or of all.
  package mutating func reset(namespace: String?) {
    if let namespace { forget(namespace) } else { self = NamespaceCounts() }
  }

  /// Every count, by namespace and key; what is set must be within what is remembered.
  package var all: [String: [String: Int]] {
    get { namespaces.mapValues(\.counts) }
    set {
      namespaces = newValue.mapValues { Namespace(counts: $0) }
      size = newValue.values.reduce(0) { $0 + $1.count }
    }
  }
}
