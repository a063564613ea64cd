import CodeExecution
import Dispatch
import Foundation
import Generation
import Glibc
import HTTPServer
import Logging
import ModelBackends
import ServiceLifecycle
import StorageSQLite

/// The whole server, from listening to drained.
package struct PolluxService: Sendable {
  private let settings: ServiceSettings
  private let executor: any CodeExecutor & Service
  private let stores: StateStores
  private let batches: BatchRunner
  private let application: any HTTPApplication
  /// Nil for the built-in script, which does not change.
  private let fixtureFiles: FixtureFiles?
  private let upstream: UpstreamService
  /// What answers requests to models.
  private let report: BackendReport
  private let logger: Logger

  init(
    settings: ServiceSettings,
    executor: any CodeExecutor & Service,
    stores: StateStores,
    batches: BatchRunner,
    application: any HTTPApplication,
    fixtureFiles: FixtureFiles?,
    upstream: UpstreamService,
    report: BackendReport,
    logger: Logger
  ) {
    self.settings = settings
    self.executor = executor
    self.stores = stores
    self.batches = batches
    self.application = application
    self.fixtureFiles = fixtureFiles
    self.upstream = upstream
    self.report = report
    self.logger = logger
  }

  /// Runs until SIGTERM or SIGINT, then drains; a second signal ends the process at once.
  ///
  /// - Parameter announce: Given the ready line once code is accepted.
  /// - Throws: A failure with exit code and remedy.
  package func run(announce: @escaping @Sendable (String) -> Void) async throws(ServiceFailure) {
    try await run(announce: announce, runUntilSignalled)
  }

  /// Runs as a part of another program, which keeps its signals.
  ///
  /// - Parameters:
  ///   - announce: Given the ready line once code is accepted.
  ///   - stop: Returns when the server shall drain.
  /// - Throws: A failure with exit code and remedy.
  package func run(
    announce: @escaping @Sendable (String) -> Void,
    until stop: @escaping @Sendable () async -> Void
  ) async throws(ServiceFailure) {
    try await run(announce: announce) { group in
      let stopping = Task {
        await stop()
        await group.triggerGracefulShutdown()
      }
      defer { stopping.cancel() }
      try await group.run()
    }
  }

  private func run(
    announce: @escaping @Sendable (String) -> Void,
    _ body: (ServiceGroup) async throws -> Void
  ) async throws(ServiceFailure) {
    let (ports, port) = AsyncStream<Int>.makeStream()
    let server = HTTPService.makeService(
      application: application,
      limits: await connectionLimits(),
      host: settings.host,
      port: settings.port,
      logger: logger
    ) { port.yield($0) }
    let announcer = ReadyAnnouncer(
      settings: settings,
      ports: ports,
      executor: executor,
      report: report,
      logger: logger,
      announce: announce
    )
    // They stop in reverse order: the server drains while code can still run.
    var libraryLogger = logger
    libraryLogger.logLevel = max(logger.logLevel, .notice)
    var services: [any Service] = [
      upstream, executor, StateSweeper(stores: stores), BatchService(runner: batches), announcer, server,
    ]
    if let fixtureFiles { services.insert(fixtureFiles, at: 0) }
    let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: services, logger: libraryLogger))
    defer {
      // Here and not where the last reference goes: a start that is still under way may hold one.
      do throws(DataDirectory.Problem) {
        try stores.close()
      } catch {
        logger.warning("the database was not closed: \(error). Its log stays beside it, and the next server reads it")
      }
      if settings.hasTemporaryData, let data = settings.data { try? FileManager.default.removeItem(atPath: data) }
    }
    do {
      try await body(group)
    } catch {
      throw failure(for: error)
    }
  }

  private func connectionLimits() async -> ConnectionLimits {
    ConnectionLimits(
      connections: DescriptorLimit.connections(
        of: DescriptorLimit.raise(),
        load: await executor.load(),
        wanted: settings.connectionLimit
      ),
      bodyTime: .seconds(settings.requestTimeout),
      // One request may always fill its own limit.
      bodies: max(settings.requestBodiesLimit, settings.requestBodyLimit)
    )
  }

  private func runUntilSignalled(_ group: ServiceGroup) async throws {
    let queue = DispatchQueue(label: "pollux.signals")
    let stop = StopSwitch(group: group, logger: logger, queue: queue)
    let signals = ServerSignals(queue: queue, stop: stop) { reloadFixtures() }
    defer { signals.cancel() }
    if settings.stopsWithInput { InputEnd.watch { stop.release() } }
    try await group.run()
  }

  private func reloadFixtures() {
    guard let fixtureFiles else {
      logger.notice("SIGHUP: the built-in script has no files to read again; --fixtures names a directory that has")
      return
    }
    fixtureFiles.reload()
  }

  private func failure(for error: any Error) -> ServiceFailure {
    if let failure = error as? ServiceFailure { return failure }
    let place = "\(settings.host):\(settings.port)"
    switch ListenProblem(error) {
    case .portTaken?:
      return .unavailable("\(place) is taken by another program. Stop it, or pass --port 0 for any free port.")
    case .notPermitted?:
      return .unavailable("This user may not listen on \(place). Choose a port from 1024 up, for example --port 8080.")
    case .noSuchAddress?:
      return .configuration("host \(settings.host) is not an address of this machine. Use --host 127.0.0.1.")
    case nil:
      return .unavailable("The server ended: \(error)")
    }
  }
}

/// Standard input, held by whoever started the server for as long as it is wanted.
private enum InputEnd {
  /// Calls back once it ends; what is written there is thrown away.
  static func watch(_ onEnd: @escaping @Sendable () -> Void) {
    let thread = Thread {
      var buffer = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = read(0, &buffer, buffer.count)
        if count > 0 || (count < 0 && errno == EINTR) { continue }
        return onEnd()
      }
    }
    thread.stackSize = 128 << 10
    thread.start()
  }
}
