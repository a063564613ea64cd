import GeminiAPI
import Generation
import ModelBackends

/// Reads what another server answers as the events of a run: a stream chunk by chunk, any other answer as a whole.
struct VerbatimEvents: Sendable {
  /// What of an answer that is no stream is held, in bytes.
  private static let wholeByteCount = 64 << 20

  private let isStream: Bool
  private let status: Int
  private var parser = SSEParser()
  private var whole: [UInt8] = []
  private var usage = UsageMetadata()
  private var ending = Ending(.stop)

  init(_ answer: VerbatimAnswer) { (isStream, status) = (answer.isStream, answer.status) }

  /// Takes bytes as they come.
  ///
  /// - Returns: What they say.
  /// - Throws: The error that the other server tells, or `UNAVAILABLE` for what is no answer.
  mutating func take(_ bytes: [UInt8]) throws(Status) -> [(GenerationEvent, UsageMetadata)] {
    guard isStream else {
      guard whole.count + bytes.count <= Self.wholeByteCount else { throw .unreadableAnswer }
      whole += bytes
      return []
    }
    var events: [(GenerationEvent, UsageMetadata)] = []
    for event in parser.take(bytes) { events += try read(event.data) }
    return events
  }

  /// Ends the answer.
  ///
  /// - Returns: What is left to say, last of all the end.
  /// - Throws: As `take`.
  mutating func finish() throws(Status) -> [(GenerationEvent, UsageMetadata)] {
    var events: [(GenerationEvent, UsageMetadata)] = []
    if !isStream { events += try read(whole) } else if let last = parser.finish() { events += try read(last.data) }
    return events + [(.finished(ending), usage)]
  }

  private mutating func read(_ data: [UInt8]) throws(Status) -> [(GenerationEvent, UsageMetadata)] {
    if let error = Self.error(in: data) { throw error }
    guard status == 200 else { throw .unreadableAnswer }
    let response: GenerateContentResponse
    do throws(Status) {
      response = try GenerateContentResponse.decode(data)
    } catch {
      throw .unreadableAnswer
    }
    if let counts = response.usageMetadata { usage = counts }
    guard let candidate = response.candidates.first else {
      if let feedback = response.promptFeedback { ending.promptFeedback = feedback }
      return []
    }
    if let reason = candidate.finishReason { ending.reason = reason }
    ending.candidateMembers += candidate.otherMembers
    return (candidate.content?.parts ?? []).compactMap { part in Self.event(part).map { ($0, usage) } }
  }

  private static func event(_ part: Part) -> GenerationEvent? {
    switch part.data {
    case .text(let text): text.isEmpty ? nil : part.thought ? .thought(text) : .text(text)
    case .executableCode(let code): .executableCode(code)
    case .codeExecutionResult(let result): .codeExecutionResult(result)
    case .inlineData(let blob): .inlineData(blob)
    case .functionCall(let call): .functionCall(call)
    case .fileData, .functionResponse, .toolCall, .toolResponse: .part(part)
    case nil: nil
    }
  }

  /// The error in an answer, also in a list of one.
  private static func error(in data: [UInt8]) -> Status? {
    guard let root = try? JSONParser.parse(data), let error = (root.elements?.first ?? root)["error"] else {
      return nil
    }
    let name = error["status"]?.text ?? ""
    let code = Status.Code.allCases.first { $0.name == name } ?? .unavailable
    return Status(code: code, message: error["message"]?.text ?? "The other server refused.")
  }
}

extension Status {
  fileprivate static let unreadableAnswer = unavailable("The other server's answer cannot be read.")
}
