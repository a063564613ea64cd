import CLinuxShim
import Glibc
import SandboxProtocol
import Synchronization

/// The numbers of a server's sessions: no two sessions of this machine that live at once run under the same ids.
///
/// A range of ids holds `SessionNumbering.pairCount` pairs, and all servers of a machine share one. Each server takes some
/// of the pairs for its life, and gives a pair to one session at a time.
final class SessionNumbers: Sendable {
  private struct State {
    /// Pairs that no session has, the one that has rested longest first.
    var free: [UInt64]
    /// How often a pair was given: numbers are never the same, whatever their pair.
    var round: UInt64 = 0
  }

  /// Pairs are taken so many at a time.
  private static let pairsOfPlace: UInt64 = 16

  /// Listens to nobody: each has a name that only one socket of the machine may have, and that ends with this process.
  private let locks: [Int32]
  private let state: Mutex<State>

  /// Takes pairs that no other server of this machine has.
  ///
  /// Which ones are looked at first is drawn: servers in network namespaces of their own do not see each other's names.
  /// - Parameter count: How many sessions may live at once.
  /// - Throws: `SandboxError.refused` where the others have left too few.
  init(atLeast count: Int) throws(SandboxError) {
    var locks: [Int32] = []
    var pairs: [UInt64] = []
    for place in (0..<SessionNumbering.pairCount / Self.pairsOfPlace).shuffled() where pairs.count < count {
      guard let lock = Self.lock(place) else { continue }
      locks.append(lock)
      pairs += place * Self.pairsOfPlace..<(place + 1) * Self.pairsOfPlace
    }
    guard pairs.count >= count else {
      for lock in locks { close(lock) }
      throw .refused(
        stage: "take ids for \(count) sessions",
        reason: "other servers of this machine have left \(pairs.count) of \(SessionNumbering.pairCount)",
        remedy: "Stop one of them, or lower sessions.maximum in sandbox.yaml."
      )
    }
    self.locks = locks
    state = Mutex(State(free: pairs))
  }

  deinit {
    for lock in locks { close(lock) }
  }

  /// Gives a number for one session.
  /// - Returns: One that was never given before; it says which pair is the session's.
  /// - Throws: `SandboxError.unavailable` where every pair has its session.
  func take() throws(SandboxError) -> UInt64 {
    try state.withLock { (state) throws(SandboxError) in
      guard !state.free.isEmpty else {
        throw .unavailable("sessions that were killed have not ended, and have all ids of this server")
      }
      state.round += 1
      return state.round * SessionNumbering.pairCount + state.free.removeFirst()
    }
  }

  /// Takes a number's pair back, once.
  /// - Parameter number: One of `take`; its session is gone.
  func giveBack(_ number: UInt64) {
    state.withLock { $0.free.append(number % SessionNumbering.pairCount) }
  }

  private static func lock(_ place: UInt64) -> Int32? {
    let descriptor = pollux_bind_abstract("pollux-session-ids-\(place)")
    return descriptor < 0 ? nil : descriptor
  }
}
