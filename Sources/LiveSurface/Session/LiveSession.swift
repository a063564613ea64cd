import GeminiAPI
import Generation
import ModelBackends

/// One session on one connection: hands the state machine what happens, and performs what it says.
///
/// Everything happens one after the other; while the client does not read what is sent to it, nothing else does.
package actor LiveSession {
  private let connection: any LiveConnection
  private let opener: LiveOpener
  private let record: any LiveRecord
  private let mailbox = LiveMailbox()
  private var state: LiveSessionState
  private let number: Int
  private var model = ""
  /// The run at hand, and the one before until it has ended: no two hold a sandbox at a time.
  private var generation: Task<Void, Never>?
  private var timers: [Task<Void, Never>] = []
  private var closed: LiveClose?

  /// - Parameters:
  ///   - connection: The connection, which the session closes.
  ///   - services: What all sessions share.
  ///   - caller: Who opened it.
  ///   - record: Keeps what is said.
  package init(
    on connection: any LiveConnection,
    services: LiveServices,
    caller: LiveCaller,
    record: any LiveRecord
  ) {
    self.connection = connection
    opener = LiveOpener(services: services, caller: caller)
    self.record = record
    number = services.memories.newSession()
    let identifiers = services.identifiers
    state = LiveSessionState(
      identifiers: LiveIdentifiers(
        nextCall: { identifiers.nextFunctionCallID() },
        nextHandle: { identifiers.nextUUID() }
      )
    )
  }

  private var services: LiveServices { opener.services }

  /// Has the session until it ends from either side; returns when nothing of it is left.
  package func run() async {
    services.watch.sessionBegan()
    await perform(state.began())
    let reader = Task { [connection, mailbox, record] in
      await Self.read(from: connection, into: mailbox, record)
      await mailbox.tell(.left)
    }
    let stop = Task { [connection, mailbox] in
      await connection.serverStops()
      if !Task.isCancelled { await mailbox.tell(.draining) }
    }
    for await envelope in mailbox.envelopes {
      await perform(state.take(envelope.input))
      envelope.close()
      if state.hasEnded { break }
    }
    // The connection went while something was waited for.
    if !state.hasEnded { await perform(state.take(.left)) }
    for task in timers + [reader, stop] { task.cancel() }
    generation?.cancel()
    await mailbox.end()
    for task in timers + [reader, stop] { await task.value }
    await generation?.value
    record.closed(closed)
    services.watch.sessionEnded(code: closed?.code)
  }

  private static func read(
    from connection: any LiveConnection,
    into mailbox: LiveMailbox,
    _ record: any LiveRecord
  ) async {
    await connection.forEachMessage { bytes in
      do throws(Status) {
        let kind = try BidiGenerateContentClientMessage.kind(of: bytes)
        if case .setup = kind { record.opened(bytes) }
        await mailbox.tell(.message(kind))
      } catch {
        await mailbox.tell(.unreadable(error))
      }
    }
  }

  private func perform(_ effects: [LiveSessionState.Effect]) async {
    for effect in effects {
      switch effect {
      case .open(let setup): await open(setup)
      case .send(let message): await send(message)
      case .begin(let number, let question): begin(number, question)
      case .cancel: generation?.cancel()
      case .wait(let timer, let duration): wait(timer, duration)
      case .keep(let handle, let memory):
        services.memories.keep(
          memory,
          handle: handle,
          session: self.number,
          namespace: opener.caller.request.namespace
        )
      case .close(let close):
        closed = close
        await connection.close(close)
      }
    }
  }

  private func open(_ setup: BidiGenerateContentSetup) async {
    do throws(Status) {
      let opening = try await opener.open(setup)
      model = opening.model
      await perform(state.take(.opened(opening)))
    } catch {
      await perform(state.take(.refused(LiveClose(error))))
    }
  }

  private func send(_ message: BidiGenerateContentServerMessage) async {
    if case .serverContent(let content) = message.kind, content.interrupted { services.watch.interrupted() }
    let bytes = message.json(pretty: true)
    record.sent(bytes)
    // Where the connection has ended, the reader says so.
    do { try await connection.send(bytes) } catch { generation?.cancel() }
  }

  private func begin(_ number: Int, _ question: LiveQuestion) {
    services.watch.turnBegan()
    let before = generation
    let next = LiveRun(number: number, model: model, opener: opener, record: record, mailbox: mailbox)
    generation = Task { [mailbox] in
      await before?.value
      guard !Task.isCancelled else { return }
      let end = await next.end(of: question)
      if !Task.isCancelled { await mailbox.tell(.ended(run: number, end)) }
    }
  }

  private func wait(_ timer: LiveTimer, _ duration: Duration) {
    let clock = services.pipeline.clock
    timers.append(
      Task { [mailbox] in
        await pass(duration, on: clock)
        if !Task.isCancelled { await mailbox.tell(.elapsed(timer)) }
      }
    )
  }
}
