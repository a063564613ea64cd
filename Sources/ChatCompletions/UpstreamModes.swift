import Synchronization

/// Remembers what the models of one upstream turned out to do, within a bound.
package final class UpstreamModes: Sendable {
  /// Models that are remembered; beyond them the one that was asked longest ago is forgotten.
  static let maximumModels = 1000

  private struct State {
    var habits: [String: (habits: ModelHabits, use: UInt64)] = [:]
    var uses: UInt64 = 0
  }

  private let state = Mutex(State())

  package init() {}

  /// What is known of a model.
  func habits(of model: String) -> ModelHabits { state.withLock { $0.habits[model]?.habits ?? ModelHabits() } }

  /// Learns something of a model.
  func update(_ model: String, _ change: (inout ModelHabits) -> Void) {
    state.withLock { state in
      state.uses += 1
      var habits = state.habits[model]?.habits ?? ModelHabits()
      change(&habits)
      if state.habits[model] == nil, state.habits.count >= Self.maximumModels,
        let oldest = state.habits.min(by: { $0.value.use < $1.value.use })
      {
        state.habits[oldest.key] = nil
      }
      state.habits[model] = (habits, state.uses)
    }
  }

  /// How each model that was asked is brought to run code, by its name; for whoever shows the state of the server.
  ///
  /// - Parameter mode: What the settings want.
  /// - Returns: `tools`, `fence` or `force`, and `auto` where that is not known yet.
  package func modes(_ mode: ChatMode) -> [String: ChatMode] {
    state.withLock { $0.habits }.mapValues { entry in
      switch entry.habits.way(mode) {
      case .native(alsoFence: true): .auto
      case .native(alsoFence: false): .tools
      case .fence: .fence
      case .forced: .force
      }
    }
  }

  /// Forgets all; what a model does belongs to no namespace.
  ///
  /// - Parameter namespace: Nil for all; a reset of one namespace changes nothing.
  package func reset(namespace: String?) {
    if namespace == nil { state.withLock { $0 = State() } }
  }
}
