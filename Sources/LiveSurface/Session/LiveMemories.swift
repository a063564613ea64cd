package import GeminiAPI
import Synchronization

/// Conversations that can be gone on with over another connection, by their handles.
///
/// The oldest are forgotten first where there are too many, or too large ones; all after two hours, as in the API's guide.
package final class LiveMemories: Sendable {
  /// How long a handle leads somewhere.
  package static let lifetime = Duration.seconds(2 * 3600)
  /// How many handles of one session are kept: older ones of it are forgotten first.
  package static let handlesOfSession = 16
  /// Handles of all sessions.
  package static let handleCount = 10_000
  /// Bytes of all conversations; handles of one session share theirs.
  package static let byteCount = 256 << 20

  private struct Session {
    let namespace: String
    /// In the order in which they were told.
    var memories: [(handle: String, memory: LiveMemory, microseconds: Int)] = []

    /// What its handles have in common counts once.
    var byteCount: Int { memories.reduce(0) { max($0, $1.memory.byteCount) } }
  }

  private struct State {
    /// By the session's number; a dictionary of handles leads here.
    var sessions: [Int: Session] = [:]
    var handles: [String: Int] = [:]
    /// Numbers of sessions, the one that told a handle longest ago first.
    var order: [Int] = []
    var byteCount = 0
    var nextSession = 0
  }

  private let state = Mutex(State())
  private let now: @Sendable () -> Timestamp

  /// - Parameter now: Tells the time.
  package init(now: @escaping @Sendable () -> Timestamp) { self.now = now }

  /// The number of a new session, for `keep`.
  func newSession() -> Int {
    state.withLock { state in
      state.nextSession += 1
      return state.nextSession
    }
  }

  /// Keeps a conversation.
  func keep(_ memory: LiveMemory, handle: String, session number: Int, namespace: String) {
    let time = now().microseconds
    state.withLock { state in
      var session = state.sessions[number] ?? Session(namespace: namespace)
      state.byteCount -= session.byteCount
      session.memories.append((handle, memory, time))
      state.handles[handle] = number
      while session.memories.count > Self.handlesOfSession {
        state.handles[session.memories.removeFirst().handle] = nil
      }
      state.byteCount += session.byteCount
      state.sessions[number] = session
      state.order.removeAll { $0 == number }
      state.order.append(number)
      while state.order.count > 1, state.byteCount > Self.byteCount || state.handles.count > Self.handleCount {
        Self.forget(state.order[0], in: &state)
      }
    }
  }

  /// What a handle leads to.
  ///
  /// - Returns: Nil for a handle that was never told in the namespace, or is forgotten.
  func memory(_ handle: String, namespace: String) -> LiveMemory? {
    let oldest = now().microseconds - Int(Self.lifetime / .microseconds(1))
    return state.withLock { state in
      guard let number = state.handles[handle], let session = state.sessions[number], session.namespace == namespace,
        let found = session.memories.first(where: { $0.handle == handle }), found.microseconds >= oldest
      else { return nil }
      return found.memory
    }
  }

  /// Forgets the conversations of one namespace, or of all.
  package func reset(namespace: String?) {
    state.withLock { state in
      for (number, session) in state.sessions where namespace == nil || session.namespace == namespace {
        Self.forget(number, in: &state)
      }
    }
  }

  private static func forget(_ number: Int, in state: inout State) {
    guard let session = state.sessions.removeValue(forKey: number) else { return }
    state.byteCount -= session.byteCount
    for memory in session.memories { state.handles[memory.handle] = nil }
    state.order.removeAll { $0 == number }
  }
}
