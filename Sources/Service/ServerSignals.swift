import Dispatch
import Glibc
import Logging
import ServiceLifecycle
import Synchronization

/// Begins the end of the server, and sees to it that it comes, however busy the threads are that answer requests.
final class StopSwitch: Sendable {
  /// How long those threads may take no new work while the server stops, in seconds.
  static let patience = 4.0

  private let group: ServiceGroup
  private let logger: Logger
  private let queue: DispatchQueue
  private let isStopping = Atomic(false)

  /// - Parameters:
  ///   - group: What is stopped.
  ///   - logger: Where the stop is logged.
  ///   - queue: Where it is seen to; nothing else may wait there.
  init(group: ServiceGroup, logger: Logger, queue: DispatchQueue) {
    (self.group, self.logger, self.queue) = (group, logger, queue)
  }

  /// Lets running responses finish; asked again, ends the process at once.
  ///
  /// - Parameter signal: Its number; the exit code is made of it.
  func press(signal: Int32) {
    guard !isStopping.exchange(true, ordering: .relaxed) else { _exit(128 + signal) }
    logger.info("stopping; a second signal ends at once")
    stop(signal: signal)
  }

  /// Lets running responses finish, as nobody is left to ask for them.
  func release() {
    guard !isStopping.exchange(true, ordering: .relaxed) else { return }
    logger.info("standard input ended; stopping")
    stop(signal: SIGTERM)
  }

  private func stop(signal: Int32) {
    let group = group
    Task.detached { await group.triggerGracefulShutdown() }
    watch(signal: signal)
  }

  /// Work that cannot be cancelled must not keep the server alive: what waits for a thread would wait for good.
  private func watch(signal: Int32) {
    let pulse = Pulse()
    Task.detached { pulse.isFelt.store(true, ordering: .relaxed) }
    queue.asyncAfter(deadline: .now() + Self.patience) { [self] in
      guard pulse.isFelt.load(ordering: .relaxed) else {
        logger.critical("stopped without waiting for responses: every thread has been busy for \(Self.patience) s")
        _exit(128 + signal)
      }
      watch(signal: signal)
    }
  }

  private final class Pulse: Sendable {
    let isFelt = Atomic(false)
  }
}

/// The signals the server hears, on a queue with a thread of its own.
struct ServerSignals {
  private let sources: [any DispatchSourceSignal]

  /// Hears signals from here on.
  ///
  /// - Parameters:
  ///   - queue: Where stops are seen to.
  ///   - stop: Told of SIGTERM and SIGINT.
  ///   - reload: Called for SIGHUP, one call after the other.
  init(queue: DispatchQueue, stop: StopSwitch, reload: @escaping @Sendable () -> Void) {
    // Reading files takes its time, and no stop waits for it.
    let reloads = DispatchQueue(label: "pollux.reloads")
    sources = [SIGTERM, SIGINT, SIGHUP].map { number in
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { number == SIGHUP ? reloads.async(execute: reload) : stop.press(signal: number) }
      source.activate()
      return source
    }
  }

  /// Hears none any more.
  func cancel() {
    for source in sources { source.cancel() }
  }
}
