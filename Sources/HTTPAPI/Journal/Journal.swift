import Synchronization

/// What was asked and answered lately, for tests that look at what their program sent.
///
/// Bounded in entries and bytes: the oldest are forgotten first. Keys never get in.
package final class Journal: Sendable {
  /// The most bytes kept of one body; the rest is counted only.
  static let maximumBodySize = 256 << 10
  /// How much text of a list is made at a time, in bytes; a shorter list goes out whole, with its length.
  package static let pieceSize = 64 << 10
  /// The most bytes kept together: heads, bodies, answers, and what code wrote.
  private static let maximumSize = 64 << 20

  private struct State {
    /// By id, the oldest first; those before `dropped` are forgotten, and cut off now and then.
    var records: [JournalRecord?] = []
    var dropped = 0

    var kept: ArraySlice<JournalRecord?> { records[dropped...] }

    /// Where the first record stands whose id is not below another.
    func position(of id: UInt64) -> Int {
      var (low, high) = (dropped, records.count)
      while low < high {
        let middle = (low + high) / 2
        if let record = records[middle], record.id < id { low = middle + 1 } else { high = middle }
      }
      return low
    }

    /// Enters a record behind those before it; ids come nearly in order.
    mutating func enter(_ record: JournalRecord) {
      var place = records.count
      while place > dropped, let last = records[place - 1], last.id > record.id { place -= 1 }
      records.insert(record, at: place)
    }
  }

  private let limit: Int
  private let state = Mutex(State())
  /// Bytes of the records that are complete and not forgotten.
  private let size = Atomic<Int>(0)

  /// Creates the journal.
  ///
  /// - Parameter limit: How many requests are kept; 0 keeps none.
  package init(limit: Int) {
    self.limit = limit
  }

  var isOn: Bool { limit > 0 }

  /// Enters a request that has come in.
  func add(_ record: JournalRecord) {
    // What is forgotten is freed outside of the lock.
    _ = state.withLock { state in
      state.enter(record)
      var forgotten: [JournalRecord] = []
      while isTooLarge(state), let oldest = state.records[state.dropped] {
        state.records[state.dropped] = nil
        state.dropped += 1
        size.subtract(oldest.forget(), ordering: .relaxed)
        forgotten.append(oldest)
      }
      if state.dropped > 512, state.dropped > state.records.count / 2 {
        state.records.removeFirst(state.dropped)
        state.dropped = 0
      }
      return forgotten
    }
  }

  private func isTooLarge(_ state: borrowing State) -> Bool {
    let count = state.records.count - state.dropped
    return count > limit || (size.load(ordering: .relaxed) > Self.maximumSize && count > 1)
  }

  /// Counts what a record holds, now that it grows no more.
  func completed(_ record: JournalRecord) {
    size.add(record.complete(), ordering: .relaxed)
  }

  /// What is kept, in the order the requests came.
  ///
  /// - Parameter namespace: Whose requests; nil for all.
  /// - Returns: The records.
  func records(namespace: String?) -> [JournalRecord] {
    let records = state.withLock { $0.kept.compactMap(\.self) }
    return namespace.map { name in records.filter { $0.namespace == name } } ?? records
  }

  /// - Returns: Nil for a request that was never kept, or is forgotten.
  func record(_ id: UInt64) -> JournalRecord? {
    state.withLock { state in
      let place = state.position(of: id)
      guard place < state.records.count, let record = state.records[place], record.id == id else { return nil }
      return record
    }
  }

  /// Forgets the requests of one namespace, or of all.
  package func clear(namespace: String?) {
    state.withLock { state in
      guard let namespace else {
        for record in state.records { if let record { size.subtract(record.forget(), ordering: .relaxed) } }
        state = State()
        return
      }
      for record in state.records where record?.namespace == namespace {
        if let record { size.subtract(record.forget(), ordering: .relaxed) }
      }
      let kept = state.kept.compactMap(\.self).filter { $0.namespace != namespace }
      state = State(records: kept)
    }
  }
}
