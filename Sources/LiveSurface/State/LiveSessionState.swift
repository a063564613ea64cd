package import GeminiAPI
package import Generation

/// Decides what a session of the Live API does next: say something, begin or stop a run of the model, close.
///
/// A pure state machine: it performs no I/O and knows no time, so every rule of a session can be tested as a table. The
/// caller hands it what happened, one thing at a time, and performs the effects it gets back, in their order.
package struct LiveSessionState: Sendable {
  /// What happened.
  package enum Input: Sendable {
    /// The client said something.
    case message(BidiGenerateContentClientMessage.Kind)
    /// The client said something that cannot be read.
    case unreadable(Status)
    /// The answer to `.open`.
    case opened(LiveOpening)
    /// The answer to `.open` where the setup is refused.
    case refused(LiveClose)
    /// The model said something in a run, with the token counts after it.
    case event(run: Int, GenerationEvent, UsageMetadata)
    /// A run ended by itself.
    case ended(run: Int, LiveRunEnd)
    case elapsed(LiveTimer)
    /// The server goes down.
    case draining
    /// The client's token is no longer valid.
    case tokenEnded
    /// The client closed, or its connection broke.
    case left
  }

  /// What the caller does, in this order.
  package enum Effect: Hashable, Sendable {
    /// Check the setup, and answer with `.opened` or `.refused`.
    case open(BidiGenerateContentSetup)
    case send(BidiGenerateContentServerMessage)
    /// Ask the model; its events and its end come back with this number.
    case begin(run: Int, LiveQuestion)
    /// Stop a run; what still comes of it is not looked at.
    case cancel(run: Int)
    /// Say `.elapsed` after this time.
    case wait(LiveTimer, Duration)
    /// Keep the conversation for whoever comes with the handle.
    case keep(handle: String, LiveMemory)
    /// Close the connection; nothing follows.
    case close(LiveClose)
  }

  private enum Phase {
    case fresh, opening, open, ended
  }

  private let identifiers: LiveIdentifiers
  private var phase = Phase.fresh
  /// What is there once the setup was accepted.
  private var talk: LiveTalk?

  /// - Parameter identifiers: Names calls and handles.
  package init(identifiers: LiveIdentifiers) { self.identifiers = identifiers }

  /// Whether the session is over.
  package var hasEnded: Bool { phase == .ended }

  /// The effects with which a connection begins.
  package func began() -> [Effect] { [.wait(.setup, LiveLimits.setupTime)] }

  /// Takes what happened.
  ///
  /// - Parameter input: The next thing that happened.
  /// - Returns: What to do, in this order; nothing once the session is over.
  package mutating func take(_ input: Input) -> [Effect] {
    guard phase != .ended else { return [] }
    var effects: [Effect] = []
    switch (input, phase) {
    case (.left, _): end(nil, &effects)
    case (.unreadable(let status), _): end(LiveClose(status), &effects)
    case (.draining, .open): talk?.leave(&effects)
    case (.draining, _): end(.goingAway, &effects)
    case (.tokenEnded, _): end(.tokenEnded, &effects)
    case (.message(.setup(let setup)), .fresh):
      phase = .opening
      effects.append(.open(setup))
    case (.message(.setup), _): end(LiveClose(.setupNotFirst), &effects)
    case (.message, .fresh): end(LiveClose(.liveInvalidArgument), &effects)
    case (.opened(let opening), .opening): open(opening, &effects)
    case (.refused(let close), .opening): end(close, &effects)
    case (.elapsed(.setup), .fresh): end(LiveClose(.noSetup), &effects)
    default: advance(input, &effects)
    }
    if let close = talk?.closing { end(close, &effects) }
    return effects
  }

  private mutating func open(_ opening: LiveOpening, _ effects: inout [Effect]) {
    phase = .open
    talk = LiveTalk(opening, identifiers)
    effects.append(.send(BidiGenerateContentServerMessage(.setupComplete(sessionId: opening.sessionId))))
    guard let lifetime = opening.lifetime else { return }
    let lead = min(LiveLimits.goAwayLead, lifetime / 2)
    effects.append(.wait(.goAway(timeLeft: lead), lifetime - lead))
  }

  /// Takes what only a session looks at whose setup was accepted.
  ///
  /// What comes while a setup is checked is a mistake of the caller's, who checks it before anything else.
  private mutating func advance(_ input: Input, _ effects: inout [Effect]) {
    switch input {
    case .message(let message): talk?.hear(message, &effects)
    case .event(let run, let event, let usage): talk?.say(event, usage, run: run, &effects)
    case .ended(let run, let ending): talk?.ended(run: run, ending, &effects)
    case .elapsed(let timer): talk?.elapsed(timer, &effects)
    case .unreadable, .opened, .refused, .draining, .tokenEnded, .left: break
    }
  }

  private mutating func end(_ close: LiveClose?, _ effects: inout [Effect]) {
    phase = .ended
    if let run = talk?.activeRun { effects.append(.cancel(run: run)) }
    talk = nil
    if let close { effects.append(.close(close)) }
  }
}

/// What a session waits for by the clock.
package enum LiveTimer: Hashable, Sendable {
  /// The setup must have come.
  case setup
  /// The client is to be told how long the session still lasts.
  case goAway(timeLeft: Duration)
  /// The client should have left.
  case over
  /// The server goes down, and told so.
  case down
}

/// How a run of the model ended.
package enum LiveRunEnd: Sendable {
  /// Its last event was said; with the counts of the whole run.
  case said
  case failed(Status)
}

/// Names what a session tells apart.
package struct LiveIdentifiers: Sendable {
  /// The id of a call, `function-call-` and up to 20 digits.
  package let nextCall: @Sendable () -> String
  /// A handle, in the form of a UUID.
  package let nextHandle: @Sendable () -> String

  package init(nextCall: @escaping @Sendable () -> String, nextHandle: @escaping @Sendable () -> String) {
    (self.nextCall, self.nextHandle) = (nextCall, nextHandle)
  }
}

/// Bounds of one session.
package enum LiveLimits {
  /// How long a client may take for its setup.
  package static let setupTime = Duration.seconds(30)
  /// How long before its end a session tells the client, where it lasts that long.
  package static let goAwayLead = Duration.seconds(50)
  /// How long a client has to leave a server that goes down.
  package static let drainTime = Duration.seconds(1)
  /// What a conversation may hold, in bytes of text and data; each part counts some more.
  package static let contentByteCount = 64 << 20
  /// Calls whose answers the client still owes.
  package static let openCallCount = 1_000
}

extension Status {
  fileprivate static let noSetup = Status.deadlineExceeded("The client sent no setup in time.")
}
