import Logging
import TelemetryNames

/// What the tasks of a tier are to do, by order of the pool's state.
struct TierOrders: Sendable {
  enum Parking: Sendable {
    case rest
    case fork(on: UInt64)
  }

  /// Each is the time until a fork server is to be started.
  let startOrders: AsyncStream<Duration>
  let starts: AsyncStream<Duration>.Continuation
  let parkingOrders: AsyncStream<Parking>
  let parking: AsyncStream<Parking>.Continuation

  init() {
    (startOrders, starts) = AsyncStream.makeStream()
    (parkingOrders, parking) = AsyncStream.makeStream()
  }

  func finish() {
    starts.finish()
    parking.finish()
  }
}

/// A session that has served its one use, or never will.
struct UsedSession: Sendable {
  var session: SandboxSession
  /// Whether it counts among those that may be used at once.
  var hasPlace: Bool
}

/// The beginning of sessions that are parked, and the end of all.
extension SandboxPool {
  /// How long a block that just began has the processor for itself.
  private static let parkingPoliteness = Duration.milliseconds(5)
  /// How long an answer that is on its way has it, in microseconds.
  private static let endPoliteness: UInt32 = 1_000

  /// Starts sessions of a tier ahead until the task is cancelled.
  func keepParked(_ tier: Int) async {
    for await order in orders[tier].parkingOrders {
      switch order {
      case .rest:
        try? await clock.sleep(for: Self.parkingPoliteness)
        handle(.rested(tier: tier))
      case .fork(let number):
        guard let server = servers[number]?.process, !Task.isCancelled else {
          handle(.notParked(tier: tier))
          continue
        }
        do {
          let session = try await starting(on: server).start()
          handle(.parked(session: keep(session), tier: tier, on: number))
        } catch {
          logger.debug("A session could not be started ahead", metadata: [LogKeys.error: "\(error)"])
          handle(.notParked(tier: tier))
        }
      }
    }
  }

  /// Kills used sessions until the task is cancelled, and frees their places.
  func endUsedSessions() async {
    await withDiscardingTaskGroup { group in
      for await used in used {
        // Where others wait for its place there is no time to be polite.
        let delay = state.waiterCount == 0 ? Self.endPoliteness : 0
        group.addTask {
          await used.session.destroy(after: delay)
          if used.hasPlace { await self.handle(.placeFreed) }
        }
      }
    }
  }
}
