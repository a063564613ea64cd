import Synchronization

/// Has the fixtures that answer now; they may be exchanged while requests are answered.
package final class FixtureSource: Sendable {
  /// Namespaces that have fixtures of their own; beyond them the one that got its own first loses them.
  private static let maximumNamespaces = 10_000
  /// Bytes of the texts those fixtures were read from, of all namespaces together; beyond them as many lose theirs.
  private static let maximumSize = 64 << 20

  private struct State {
    var fixtures: FixtureSet
    var problems: [FixtureProblem] = []
    /// Tried before all others, in one namespace.
    var own: [String: FixtureSet] = [:]
    var order: [String] = []
    /// Of all that is in `own`, in bytes.
    var size = 0

    mutating func remove(_ namespace: String) {
      guard let fixtures = own.removeValue(forKey: namespace) else { return }
      size -= fixtures.size
      order.removeAll { $0 == namespace }
    }
  }

  private let state: Mutex<State>

  package init(_ fixtures: FixtureSet) {
    state = Mutex(State(fixtures: fixtures))
  }

  package var current: FixtureSet { state.withLock { $0.fixtures } }

  /// The fixtures that answer in a namespace: its own before those for all.
  package func current(in namespace: String) -> (own: FixtureSet?, all: FixtureSet) {
    state.withLock { ($0.own[namespace], $0.fixtures) }
  }

  /// What is wrong with the files now, while older fixtures still answer.
  package var problems: [FixtureProblem] { state.withLock { $0.problems } }

  /// Answers from other fixtures from here on.
  package func replace(with fixtures: FixtureSet) {
    state.withLock { state in
      state.fixtures = fixtures
      state.problems = []
    }
  }

  /// Keeps answering as before, and knows why.
  package func keep(because problems: [FixtureProblem]) {
    state.withLock { $0.problems = problems }
  }

  /// Gives a namespace fixtures of its own, or takes them away.
  ///
  /// - Parameters:
  ///   - fixtures: What is tried before all others; nil for nothing.
  ///   - namespace: Whose they are.
  package func set(_ fixtures: FixtureSet?, in namespace: String) {
    state.withLock { state in
      state.remove(namespace)
      guard let fixtures else { return }
      state.own[namespace] = fixtures
      state.order.append(namespace)
      state.size += fixtures.size
      while state.order.count > Self.maximumNamespaces || state.size > Self.maximumSize, let first = state.order.first,
        first != namespace
      {
        state.remove(first)
      }
    }
  }

  /// Takes away what namespaces have of their own.
  package func removeOwn(namespace: String?) {
    state.withLock { state in
      guard let namespace else {
        (state.own, state.order, state.size) = ([:], [], 0)
        return
      }
      state.remove(namespace)
    }
  }
}
