import NIOCore

/// What a connection waits for its client to do, and until when; a pure state machine.
struct ClientWait {
  enum Phase: Hashable {
    /// The next request; nothing of it has come.
    case request(isFirst: Bool)
    /// The rest of a head.
    case head
    /// The rest of a body, of which so many bytes have come.
    case body(received: Int)
    /// Nothing: it is the server's turn.
    case nothing
  }

  private(set) var phase = Phase.request(isFirst: true)
  /// When the phase began.
  private var since: NIODeadline
  /// Since when the client has left what was sent unread; nil while it reads.
  private var unreadSince: NIODeadline?
  private let bodyTime: TimeAmount
  /// Whether the piece from the network that is being looked at held a part of a request.
  private var hasPart = false
  /// Whether the body at hand began in that piece.
  private var bodyIsNew = false

  /// - Parameters:
  ///   - bodyTime: How long a body may take at least.
  ///   - now: When the connection began.
  init(bodyTime: TimeAmount, now: NIODeadline) {
    self.bodyTime = bodyTime
    since = now
  }

  /// When the client has had its time; nil while nothing is its turn.
  var deadline: NIODeadline? {
    let unread = unreadSince.map { $0 + ConnectionLimits.unreadTime }
    let own: NIODeadline
    switch phase {
    case .request(let isFirst):
      own = since + (isFirst ? ConnectionLimits.firstRequestTime : ConnectionLimits.idleTime)
    case .head: own = since + ConnectionLimits.headTime
    case .body(let received):
      own = since + bodyTime + .seconds(Int64(received / ConnectionLimits.bodyBytesPerSecond))
    case .nothing: return unread
    }
    return unread.map { min($0, own) } ?? own
  }

  /// Whether the client is past the time for what it left unread.
  func leavesUnread(at now: NIODeadline) -> Bool {
    unreadSince.map { $0 + ConnectionLimits.unreadTime <= now } ?? false
  }

  /// A whole head has come.
  ///
  /// Its body is waited for where it does not turn out to have come with it.
  mutating func headCame() {
    phase = .body(received: 0)
    (hasPart, bodyIsNew) = (true, true)
  }

  mutating func bodyCame(_ count: Int) {
    hasPart = true
    guard case .body(let received) = phase else { return }
    phase = .body(received: received + count)
  }

  mutating func requestEnded() {
    phase = .nothing
    hasPart = true
  }

  /// What came from the network in one piece has been looked at.
  mutating func pieceCame(now: @autoclosure () -> NIODeadline) {
    switch phase {
    case .request where !hasPart:
      phase = .head
      since = now()
    case .body where bodyIsNew:
      bodyIsNew = false
      since = now()
    default: break
    }
    hasPart = false
  }

  /// A response has ended, and no further request has come.
  mutating func responseEnded(now: NIODeadline) {
    phase = .request(isFirst: false)
    since = now
  }

  /// What is left of a body is waited for from now on.
  mutating func bodyIsAwaited(now: NIODeadline) { since = now }

  /// Says whether the client takes what is sent to it.
  mutating func reads(_ isReading: Bool, now: NIODeadline) {
    unreadSince = isReading ? nil : unreadSince ?? now
  }
}
