import CLinuxShim
import Glibc
import SandboxProtocol
import Synchronization

/// The numbers of a server's sessions: no two living sessions of this machine run under the same ids.
///
/// A range of ids has `SessionNumbering.pairCount` pairs, and all servers of a machine share one range. Each server
/// reserves some of the pairs for its life, and gives a pair to one session at a time.
final class SessionNumbers: Sendable {
  private struct State {
    /// Pairs without a session, the one unused for longest first.
    var free: [UInt64]
    /// How often a pair was given, so that numbers never repeat.
    var round: UInt64 = 0
  }

  /// How many pairs are reserved at a time.
  private static let pairsOfPlace: UInt64 = 16

  /// Sockets that accept nobody: each has a name that only one socket of the machine can have, until this process ends.
  private let locks: [Int32]
  private let state: Mutex<State>

  /// Reserves pairs that no other server of this machine has.
  ///
  /// The first ones to try are random: servers in separate network namespaces do not see each other's names.
  /// - Parameter count: How many sessions may live at once.
  /// - Throws: `SandboxError.refused` if the others have left too few.
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
        layer: .ids,
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
  /// - Returns: A new number, which contains the session's pair.
  /// - Throws: `SandboxError.unavailable` if every pair has a session.
  func take() throws(SandboxError) -> UInt64 {
    try state.withLock { (state) throws(SandboxError) in
      guard !state.free.isEmpty else {
        throw .unavailable("killed sessions that have not ended use all ids of this server")
      }
      state.round += 1
      return state.round * SessionNumbering.pairCount + state.free.removeFirst()
    }
  }

  /// Returns a number's pair, once.
  /// - Parameter number: One of `take`; its session is gone.
  func giveBack(_ number: UInt64) {
    state.withLock { $0.free.append(number % SessionNumbering.pairCount) }
  }

  private static func lock(_ place: UInt64) -> Int32? {
    let descriptor = pollux_bind_abstract("pollux-session-ids-\(place)")
    return descriptor < 0 ? nil : descriptor
  }
}
