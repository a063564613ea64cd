package import GeminiAPI
package import Upstream

/// Completions of a real server, asked for over HTTP.
///
/// What fails before the first piece is there is tried again, at most twice; from the first piece on nothing is.
package struct UpstreamCompletions<AnyClock: Clock<Duration>>: CompletionTransport {
  /// The most that a refusal, or a list of models, may have, in bytes.
  private static var maximumBody: Int { 4 << 20 }
  /// The most models that are listed.
  private static var maximumModels: Int { 1000 }

  private let client: UpstreamClient
  private let key: String?
  private let clock: AnyClock
  private let now: @Sendable () -> Timestamp
  private let random: @Sendable () -> Double

  /// - Parameters:
  ///   - client: Asks the server at the address up to the version, `http://127.0.0.1:11434/v1`.
  ///   - key: The server's key; a client's own is for another service, and stays here.
  ///   - clock: Waits between two tries.
  ///   - now: The time of day, for a `Retry-After` with a date.
  ///   - random: From 0 to 1, for the length of waits.
  package init(
    client: UpstreamClient,
    key: String?,
    clock: AnyClock,
    now: @escaping @Sendable () -> Timestamp,
    random: @escaping @Sendable () -> Double
  ) {
    (self.client, self.key, self.clock, self.now, self.random) = (client, key, clock, now, random)
  }

  package func complete(_ body: [UInt8]) async throws -> any CompletionStream {
    try await tried {
      let answer = try await client.send(method: "POST", target: "/chat/completions", headers: headers, body: body)
      guard answer.status == 200 else { throw try await refusal(answer) }
      if answer.isWebPage { throw Attempt.refused(CompletionFault(.other, .webPage(200, try await beginning(answer)))) }
      let stream = UpstreamStream(answer.body)
      try await stream.waitForFirst()
      return stream
    }
  }

  package func models() async throws -> [String] {
    try await tried {
      let answer = try await client.send(method: "GET", target: "/models", headers: headers, body: [])
      guard answer.status == 200 else { throw try await refusal(answer) }
      let body = try await answer.collect(upTo: Self.maximumBody)
      guard let root = try? JSONParser.parse(body), let list = (root["data"] ?? root["models"])?.elements else {
        throw Attempt.refused(CompletionFault(.other, .noModels))
      }
      return list.prefix(Self.maximumModels).compactMap { $0["id"]?.text ?? $0["name"]?.text }
    }
  }

  private var headers: [(name: String, value: String)] {
    [("Content-Type", "application/json"), ("Accept", "text/event-stream, application/json")]
      + (key.map { [("Authorization", "Bearer \($0)")] } ?? [])
  }

  /// Asks, and asks again where that may help.
  private func tried<Value>(_ ask: () async throws -> Value) async throws -> Value {
    var attempt = 1
    while true {
      do {
        return try await ask()
      } catch {
        let failure = try Attempt(error)
        guard failure.mayPass,
          let wait = RetryPolicy.wait(after: attempt, asked: failure.retryAfter, random: random())
        else { throw failure.fault }
        attempt += 1
        try await clock.sleep(for: wait)
      }
    }
  }

  private func refusal(_ answer: UpstreamAnswer) async throws -> Attempt {
    let body = try await beginning(answer)
    let wait = answer.header("Retry-After").flatMap { RetryPolicy.seconds($0, now: now()) }
    let fault: CompletionFault
    if answer.isWebPage {
      fault = CompletionFault(.other, .webPage(answer.status, body))
    } else {
      let root = try? JSONParser.parse(body)
      let error = root.flatMap(UpstreamError.init)
      // A server that answers in plain words has them passed on as they are.
      let words = root == nil && !body.isEmpty ? String(decoding: body, as: UTF8.self) : nil
      let reason = error?.message ?? root?["message"]?.text ?? root?["detail"]?.text ?? words
      fault = CompletionFault(
        error?.fault(http: answer.status).kind ?? UpstreamError.kind(of: reason ?? ""),
        .refused(answer.status, reason: reason, type: error?.type ?? error?.code, retryAfter: wait)
      )
    }
    return Attempt(fault: fault, mayPass: RetryPolicy.mayPass(answer.status), retryAfter: wait)
  }

  /// The body of what is not a completion; the beginning of one without end.
  private func beginning(_ answer: UpstreamAnswer) async throws(UpstreamFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    var pieces = answer.body.makeAsyncIterator()
    while bytes.count < Self.maximumBody, let piece = try await pieces.next() { bytes += piece }
    return bytes
  }
}

/// A try that failed.
struct Attempt: Error {
  let fault: CompletionFault
  /// Whether a further one may do better.
  let mayPass: Bool
  /// When, as the server has it, in seconds.
  let retryAfter: Int?

  init(fault: CompletionFault, mayPass: Bool, retryAfter: Int?) {
    (self.fault, self.mayPass, self.retryAfter) = (fault, mayPass, retryAfter)
  }

  static func refused(_ fault: CompletionFault) -> Attempt { Attempt(fault: fault, mayPass: false, retryAfter: nil) }

  /// - Throws: `CancellationError` for one.
  init(_ error: any Error) throws {
    switch error {
    case let attempt as Attempt: self = attempt
    case let failure as UpstreamFailure:
      self.init(
        fault: try CompletionFault(failure),
        mayPass: RetryPolicy.mayPass(failure.kind),
        retryAfter: nil
      )
    case let fault as CompletionFault:
      let mayPass = [.unavailable, .resourceExhausted].contains(fault.status.code)
      self.init(fault: fault, mayPass: mayPass, retryAfter: nil)
    default: throw error
    }
  }
}

extension CompletionFault {
  /// - Throws: `CancellationError` where the caller went away.
  init(_ failure: UpstreamFailure) throws {
    switch failure.kind {
    case .cancelled: throw CancellationError()
    case .tooLarge: self.init(.other, .internal(failure.description))
    default: self.init(.other, .unreached(failure.description))
    }
  }
}

extension UpstreamAnswer {
  fileprivate var isWebPage: Bool { contentType.lowercased().hasPrefix("text/html") }
}

extension Status {
  fileprivate static let noModels = Status.internal(
    "The upstream's answer to GET /models is not a list of models. Check that its address is that of a server with "
      + "OpenAI's API, up to the version: http://127.0.0.1:11434/v1"
  )
}
