import NIOCore
import Synchronization

/// The connections of a server, at most so many: a new one takes the place of the one that has waited longest for its
/// client, so that clients that send half a request and rest keep nobody out.
final class ConnectionTable: Sendable {
  private let entries = Mutex<[ObjectIdentifier: ConnectionActivity]>([:])
  private let limit: Int
  private let requestCount = Atomic<UInt64>(0)

  /// - Parameter limit: How many are kept.
  init(limit: Int) {
    self.limit = limit
  }

  /// Enters a new connection, and gives up another where there are too many.
  ///
  /// Where every other one is at work, all stay: what is waited for then ends by the deadline of a response.
  func enter(_ activity: ConnectionActivity) {
    let surplus = entries.withLock { entries -> ConnectionActivity? in
      entries[ObjectIdentifier(activity)] = activity
      guard entries.count > limit else { return nil }
      let waiting = entries.values.filter { $0 !== activity && $0.waitingSince != 0 }
      let longest = waiting.min { $0.waitingSince < $1.waitingSince }
      // Not chosen twice while it is being closed.
      longest?.setWaiting(since: nil)
      return longest
    }
    surplus?.giveUp()
  }

  /// A number for a request that no other on these connections has.
  func nextRequestID() -> UInt64 { requestCount.wrappingAdd(1, ordering: .relaxed).newValue }

  func leave(_ activity: ConnectionActivity) {
    entries.withLock { $0[ObjectIdentifier(activity)] = nil }
  }
}

/// What is known of a connection outside of its event loop.
final class ConnectionActivity: Sendable {
  /// Asks a connection to end, if it still waits for its client.
  struct GiveUp {}

  private let channel: any Channel
  /// Nanoseconds of the monotonic clock; 0 while the connection does not wait for its client.
  private let since = Atomic<UInt64>(0)
  private let readsSlowly = Atomic<Bool>(false)

  init(channel: any Channel) {
    self.channel = channel
  }

  /// Whether the server itself takes a body slowly, as a script wants it: its time is not the client's then.
  var isThrottled: Bool { readsSlowly.load(ordering: .relaxed) }

  func setThrottled(_ isThrottled: Bool) { readsSlowly.store(isThrottled, ordering: .relaxed) }

  fileprivate var waitingSince: UInt64 { since.load(ordering: .relaxed) }

  /// Says since when the connection waits for its client; nil where it does not.
  func setWaiting(since time: NIODeadline?) { since.store(time?.uptimeNanoseconds ?? 0, ordering: .relaxed) }

  fileprivate func giveUp() { channel.pipeline.fireUserInboundEventTriggered(GiveUp()) }
}
