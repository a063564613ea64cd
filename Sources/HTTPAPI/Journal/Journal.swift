package import ModelBackends
import Synchronization

/// What was asked and answered lately, for tests that look at what their program sent.
///
/// Bounded in entries and bytes: the oldest are forgotten first. Keys never get in.
package final class Journal: Sendable {
  /// The most bytes kept of one body; the rest is counted only.
  static let maximumBodySize = 256 << 10
  /// The most bytes of bodies kept together.
  private static let maximumSize = 64 << 20

  private struct State {
    /// Oldest first.
    var records: [JournalRecord] = []
    /// Forgotten records at the front of the list; it is cut now and then, not at each.
    var dropped = 0
    var size = 0
    /// By request id, of those kept.
    var byID: [UInt64: JournalRecord] = [:]
  }

  private let limit: Int
  private let state = Mutex(State())

  /// Creates the journal.
  ///
  /// - Parameter limit: How many requests are kept; 0 keeps none.
  package init(limit: Int) {
    self.limit = limit
  }

  var isOn: Bool { limit > 0 }

  /// Enters a request that has come in.
  func add(_ record: JournalRecord) {
    guard limit > 0 else { return }
    state.withLock { state in
      state.records.append(record)
      state.byID[record.id] = record
      while state.records.count - state.dropped > limit { Self.forgetOldest(&state) }
    }
  }

  /// Counts what a record holds, once it is complete.
  func completed(_ record: JournalRecord) {
    guard limit > 0 else { return }
    state.withLock { state in
      guard state.byID[record.id] != nil else { return }
      state.size += record.size
      while state.size > Self.maximumSize, state.records.count - state.dropped > 1 { Self.forgetOldest(&state) }
    }
  }

  private static func forgetOldest(_ state: inout State) {
    let oldest = state.records[state.dropped]
    state.dropped += 1
    if state.byID.removeValue(forKey: oldest.id) != nil, oldest.isComplete {
      state.size -= min(state.size, oldest.size)
    }
    guard state.dropped > 512, state.dropped > state.records.count / 2 else { return }
    state.records.removeFirst(state.dropped)
    state.dropped = 0
  }

  /// What is kept, oldest first.
  ///
  /// - Parameter namespace: Whose requests; nil for all.
  /// - Returns: The records.
  func records(namespace: String?) -> [JournalRecord] {
    let records = state.withLock { Array($0.records[$0.dropped...]) }
    return namespace.map { name in records.filter { $0.namespace == name } } ?? records
  }

  func record(_ id: UInt64) -> JournalRecord? { state.withLock { $0.byID[id] } }

  /// Forgets the requests of one namespace, or of all.
  package func clear(namespace: String?) {
    state.withLock { state in
      guard let namespace else {
        state = State()
        return
      }
      let kept = state.records[state.dropped...].filter { $0.namespace != namespace }
      state.records = Array(kept)
      state.dropped = 0
      state.byID = Dictionary(kept.map { ($0.id, $0) }) { $1 }
      state.size = kept.reduce(0) { $0 + ($1.isComplete ? $1.size : 0) }
    }
  }
}

extension Journal: FixtureObserver {
  package func answered(by fixture: String, at location: SourceLocation, _ conversation: Conversation) {
    record(conversation.transport.requestID)?.update { state in
      state.fixture = fixture
      state.location = location
    }
  }

  package func missed(_ conversation: Conversation) {
    record(conversation.transport.requestID)?.update { $0.isMiss = true }
  }
}
