import GeminiAPI
package import Generation
import HTTPServer
import ModelBackends
import NIOCore
import NIOHTTP1
package import Recording
import Scripting
import TelemetryNames
package import Upstream

/// Where requests to models go in the place of the script.
package enum Recordings: Sendable {
  /// To another server; what comes back is written down.
  case record(UpstreamModel, Recorder)
  /// To what was written down; with the waits of then, or at once.
  case replay(Replayer, isTimed: Bool)
  /// To another server where no fixture answers; what comes back is written down where there is a recorder.
  case missed(UpstreamModel, Recorder?)
}

/// A model on another server.
package enum UpstreamModel: Sendable {
  /// One that speaks the Gemini API: requests go there as they came.
  case gemini(UpstreamClient)
  /// One that speaks another API: this pipeline asks it, and runs its code here.
  case translated(GenerateContentPipeline)
}

/// Asks another server where no fixture answers.
struct MissRoute: Route {
  let scripted: any Route
  let upstream: any Route
  let resource: ModelResource
  let controls: TestControls

  var name: RouteName { scripted.name }
  var bodyLimit: Int? { scripted.bodyLimit }

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let transport = try request.transport(body: body, isStream: resource.method == "streamGenerateContent")
    let question = ScriptQuestion(
      model: resource.model,
      request: try GenerateContentRequest.decode(body),
      transport: transport
    )
    let (own, all) = controls.fixtures.current(in: transport.namespace)
    let isAnswered = try await question.isAnswered(by: [own, all].compactMap(\.self), memory: controls.memory)
    try await (isAnswered ? scripted : upstream).respond(to: request, body: body, sink: sink)
  }
}

/// Sends a request to a model on to another server, and writes down what comes back.
struct RecordRoute: Route {
  let upstream: UpstreamClient
  let recorder: Recorder?
  let name: RouteName
  let bodyLimit: Int?

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let interaction = RecordedInteraction(request, body: try JSONBody.object(body))
    try await request.presence.whileConnected {
      do {
        let answer = try await upstream.send(
          method: interaction.method,
          target: request.target.ownTarget,
          headers: request.head.headers.map { ($0.name, $0.value) },
          body: body
        )
        try await pass(answer, to: interaction, sink: sink)
      } catch let failure as UpstreamFailure {
        throw failure.kind == .cancelled ? CancellationError() : Status.unavailable(failure.description)
      }
    }
  }

  private func pass(_ answer: UpstreamAnswer, to question: RecordedInteraction, sink: ResponseSink) async throws {
    var interaction = question
    (interaction.status, interaction.contentType) = (answer.status, answer.contentType)
    var pieces = AnswerPieces(isStream: interaction.isStream)
    for try await bytes in answer.body {
      pieces.take(bytes)
      if interaction.isStream {
        try await sink.write([ByteBuffer(bytes: bytes)], of: interaction.contentType)
      } else if !pieces.isComplete {
        throw UpstreamFailure.tooLarge(limit: UpstreamAnswer.maximumSize)
      }
    }
    let isComplete = pieces.isComplete
    interaction.pieces = pieces.finished()
    // Before the last bytes leave: whoever has read them may look for the file.
    if isComplete {
      recorder?.add(interaction)
    } else {
      recorder?.tellTooLarge(interaction, limit: UpstreamAnswer.maximumSize)
    }
    if interaction.isStream {
      try await sink.write([], of: interaction.contentType, isLast: true)
    } else {
      let whole = interaction.pieces.flatMap(\.bytes)
      try await sink.send(status: interaction.status, contentType: interaction.contentType, body: whole)
    }
  }
}

/// Answers a request as it was answered when it was recorded.
struct ReplayRoute: Route {
  let replayer: Replayer
  let isTimed: Bool
  let name: RouteName
  let bodyLimit: Int?

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let question = RecordedInteraction(request, body: try JSONBody.object(body))
    let interaction = try replayer.answer(to: question, in: request.namespace)
    try await request.presence.whileConnected {
      for (index, piece) in interaction.pieces.enumerated() {
        if isTimed, piece.wait > .zero { try await Task.sleep(for: piece.wait) }
        if interaction.isStream, LateError.isError(piece.bytes, after: index) {
          try await Task.sleep(for: LateError.gap)
        }
        if interaction.isStream { try await sink.write([ByteBuffer(bytes: piece.bytes)], of: interaction.contentType) }
      }
      if interaction.isStream {
        try await sink.write([], of: interaction.contentType, isLast: true)
      } else {
        let whole = interaction.pieces.flatMap(\.bytes)
        try await sink.send(status: interaction.status, contentType: interaction.contentType, body: whole)
      }
    }
  }
}

/// Cuts what comes of a stream into its events, each with the wait before it; any other answer is one piece.
private struct AnswerPieces {
  private var pieces: [RecordedInteraction.Piece] = []
  private var parser = SSEParser()
  private var whole: [UInt8] = []
  private var count = 0
  private var last = ContinuousClock.now
  let isStream: Bool

  init(isStream: Bool) {
    self.isStream = isStream
  }

  /// Whether no more came than a recording may have.
  var isComplete: Bool { count <= UpstreamAnswer.maximumSize }

  mutating func take(_ bytes: [UInt8]) {
    count += bytes.count
    guard isComplete else { return }
    if isStream {
      for event in parser.take(bytes) { close(event.bytes) }
    } else {
      whole += bytes
    }
  }

  mutating func finished() -> [RecordedInteraction.Piece] {
    if isStream {
      if let event = parser.finish() { close(event.bytes) }
    } else {
      close(whole)
    }
    return pieces
  }

  private mutating func close(_ bytes: [UInt8]) {
    let now = ContinuousClock.now
    pieces.append(RecordedInteraction.Piece(wait: now - last, bytes: bytes))
    last = now
  }
}

extension RecordedMethod {
  /// What metrics call it.
  var routeName: RouteName {
    switch self {
    case .generateContent: .generateContent
    case .streamGenerateContent: .streamGenerateContent
    case .countTokens: .countTokens
    case .embedContent, .batchEmbedContents: .embedContent
    case .computeTokens: .computeTokens
    case .predict: .predict
    }
  }
}

extension RecordedInteraction {
  /// One that is not answered yet.
  init(_ request: IncomingRequest, body: JSONValue) {
    self.init(
      method: request.head.method.rawValue,
      path: request.target.path,
      query: request.target.queryWithoutSecrets,
      body: body,
      status: 0,
      contentType: "",
      pieces: []
    )
    testName = request.head.headers.first(name: "Test-Name")
  }

  fileprivate var isStream: Bool { status == 200 && contentType.hasPrefix("text/event-stream") }
}

extension RequestTarget {
  /// Path and query without a namespace's prefix.
  fileprivate var ownTarget: String { path + (queryText.isEmpty ? "" : "?\(queryText)") }

  /// The query without keys.
  fileprivate var queryWithoutSecrets: String {
    SecretNames.redacted(query: queryText)
  }
}
