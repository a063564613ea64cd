import GeminiAPI
import Synchronization

/// The bytes of bodies that all requests at hand hold together.
final class BodyBudget: Sendable {
  private let limit: Int
  private let held = Atomic<Int>(0)

  /// - Parameter limit: The most bytes.
  init(limit: Int) {
    self.limit = limit
  }

  /// Takes bytes for a request.
  ///
  /// - Throws: `RESOURCE_EXHAUSTED`, which clients try again, where there is no room.
  func take(_ count: Int) throws(Status) {
    guard held.add(count, ordering: .relaxed).newValue > limit else { return }
    held.subtract(count, ordering: .relaxed)
    throw .resourceExhausted(
      "The bodies of the requests at hand hold \(limit) bytes together, which is the most this server keeps. Try again "
        + "when others are answered, or raise request_bodies_limit in pollux.yaml or POLLUX_REQUEST_BODIES_LIMIT.",
      details: [Status.retryInfo(seconds: 1)]
    )
  }

  func giveBack(_ count: Int) { held.subtract(count, ordering: .relaxed) }
}
