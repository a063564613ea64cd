/// What happens to a session, in the order in which it is told; whoever tells it waits until it was dealt with.
///
/// So a client that does not read makes the model wait, and no more waits here than there are that tell: the client, a run,
/// the clock.
struct LiveMailbox: Sendable {
  /// One thing that happened.
  struct Envelope: Sendable {
    let input: LiveSessionState.Input
    fileprivate let done: CheckedContinuation<Void, Never>

    /// Lets whoever told it go on.
    func close() { done.resume() }
  }

  let envelopes: AsyncStream<Envelope>
  private let entry: AsyncStream<Envelope>.Continuation

  init() { (envelopes, entry) = AsyncStream<Envelope>.makeStream() }

  /// Tells what happened, and waits until it was dealt with, or nobody does so any more.
  func tell(_ input: LiveSessionState.Input) async {
    await withCheckedContinuation { done in
      switch entry.yield(Envelope(input: input, done: done)) {
      case .enqueued: break
      case .dropped, .terminated: done.resume()
      @unknown default: done.resume()
      }
    }
  }

  /// Takes nothing more; whoever waits goes on.
  func end() async {
    entry.finish()
    // A task of its own reads what is left, also where this one is cancelled.
    await Task { for await envelope in envelopes { envelope.close() } }.value
  }
}
