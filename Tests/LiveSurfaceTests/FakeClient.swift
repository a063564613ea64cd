import GeminiAPI
import Synchronization

@testable import LiveSurface

/// The client's end of a connection in memory: says messages, and waits for what it is told.
final class FakeClient: LiveConnection {
  private struct State {
    var received: [JSONValue] = []
    var close: LiveClose?
    var hasEnded = false
    var watchers: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())
  private let (messages, said) = AsyncStream<[UInt8]>.makeStream()
  private let (stops, stopping) = AsyncStream<Void>.makeStream()

  // MARK: The server's side

  func forEachMessage(_ body: ([UInt8]) async -> Void) async {
    for await message in messages { await body(message) }
  }

  func send(_ message: [UInt8]) async throws {
    let value = try JSONParser.parse(message)
    wake { $0.received.append(value) }
  }

  func close(_ close: LiveClose) async { wake { ($0.close, $0.hasEnded) = (close, true) } }

  func serverStops() async { for await _ in stops {} }

  // MARK: The client's side

  func say(_ json: String) { said.yield(Array(json.utf8)) }

  func ask(_ text: String) {
    say(#"{"clientContent": {"turns": [{"role": "user", "parts": [{"text": "\#(text)"}]}], "turnComplete": true}}"#)
  }

  /// Closes the connection without a word.
  func leave() { said.finish() }

  func stopServer() { stopping.finish() }

  /// Waits for a message that is as wanted, and takes all up to it.
  func messages(until isLast: (JSONValue) -> Bool) async -> [JSONValue] {
    while true {
      let found: [JSONValue]? = state.withLock { state in
        if let index = state.received.firstIndex(where: isLast) {
          defer { state.received.removeFirst(index + 1) }
          return Array(state.received[...index])
        }
        guard state.hasEnded else { return nil }
        defer { state.received = [] }
        return state.received
      }
      if let found { return found }
      await nextChange()
    }
  }

  /// The messages of a turn.
  func turn() async -> [JSONValue] { await messages { $0["serverContent"]?["turnComplete"] == true } }

  /// Why the session ended.
  func closing() async -> LiveClose? {
    while !state.withLock({ $0.hasEnded }) { await nextChange() }
    return state.withLock { $0.close }
  }

  /// Notes that the session is over, however it ended.
  func ended() { wake { $0.hasEnded = true } }

  private func nextChange() async {
    let count = state.withLock { ($0.received.count, $0.hasEnded) }
    await withCheckedContinuation { watcher in
      let isLate = state.withLock { state in
        guard count == (state.received.count, state.hasEnded) else { return true }
        state.watchers.append(watcher)
        return false
      }
      if isLate { watcher.resume() }
    }
  }

  private func wake(_ change: (inout State) -> Void) {
    let watchers = state.withLock { state in
      change(&state)
      defer { state.watchers = [] }
      return state.watchers
    }
    for watcher in watchers { watcher.resume() }
  }
}

extension JSONValue {
  /// The texts a turn says, joined.
  static func text(of messages: [JSONValue]) -> String {
    messages.compactMap { $0["serverContent"]?["modelTurn"]?["parts"]?.elements?.first?["text"]?.text }.joined()
  }

  /// The names of what each message says, in their order.
  static func kinds(of messages: [JSONValue]) -> [String] {
    messages.compactMap { message in
      guard let first = message.members?.first else { return nil }
      guard first.key.text == "serverContent" else { return first.key.text }
      let inner = first.value.members?.first
      guard inner?.key.text == "modelTurn" else { return inner?.key.text }
      return first.value["modelTurn"]?["parts"]?.elements?.first?.members?.first?.key.text
    }
  }
}
