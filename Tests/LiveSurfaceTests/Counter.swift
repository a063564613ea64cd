import Synchronization

/// Counts from 1, each kind of thing by itself.
final class Counter: Sendable {
  private let counts = Mutex<[String: Int]>([:])

  func next(_ kind: String) -> Int {
    counts.withLock { counts in
      counts[kind, default: 0] += 1
      return counts[kind] ?? 0
    }
  }
}
