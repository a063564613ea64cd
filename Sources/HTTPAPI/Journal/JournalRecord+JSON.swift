import GeminiAPI
import ModelBackends

extension JSONValue {
  /// An object without the members that are nil.
  static func members(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
    .object(members.compactMap { name, value in value.map { JSONMember(JSONString(name), $0) } })
  }

  static func text(_ text: String?) -> JSONValue? { text.map { .string($0) } }
}

extension JournalRecord {
  /// The name under which messages and routes know it.
  var name: String { "req_\(id)" }

  /// The id in a name, with or without `req_`.
  static func id(_ name: String) -> UInt64? { UInt64(name.hasPrefix("req_") ? name.dropFirst(4) : name[...]) }

  /// One line of the list, without what was sent and said.
  var summary: JSONValue { object(isWhole: false) }

  /// All there is.
  var whole: JSONValue { object(isWhole: true) }

  private func object(isWhole: Bool) -> JSONValue {
    let state = current
    var value: KeyValuePairs<String, JSONValue?> {
      [
        "id": .string(name),
        "namespace": namespace.isEmpty ? nil : .string(namespace),
        "time": .string(time.text),
        "method": .string(method),
        "target": .string(target),
        "status": state.status.map { .number($0) },
        "fixture": .text(state.fixture),
        "fixtureLocation": .text(state.location.map { "\($0)" }),
        "unmatched": state.isMiss ? true : nil,
        "fault": .text(state.fault?.rawValue),
        "durationMs": state.duration.map { .number(Self.milliseconds($0)) },
        "firstByteMs": state.pieces.first.map { .number(Self.milliseconds($0.after)) },
        "codeResults": isWhole
          ? nil : .array(outcomes(of: state).map { .members(["outcome": .string($0)]) }),
        "runs": isWhole && !state.runs.isEmpty ? .array(state.runs.map(\.json)) : nil,
        "headers": isWhole ? .object(headers.map { JSONMember(JSONString($0.name), .string($0.value)) }) : nil,
        "body": isWhole ? Self.parsed(state.body) : nil,
        "rawBody": isWhole && !state.body.isEmpty ? .string(String(decoding: state.body, as: UTF8.self)) : nil,
        "bodySize": .number(state.bodySize),
        "response": isWhole ? Self.answer(state.pieces.map(\.bytes)) : nil,
        "rawResponse": isWhole
          ? .string(String(decoding: state.pieces.flatMap(\.bytes), as: UTF8.self)) : nil,
        "responseSize": .number(state.answerSize),
        "pieces": isWhole
          ? .array(
            state.pieces.map { piece in
              .members(["afterMs": .number(Self.milliseconds(piece.after)), "bytes": .number(piece.bytes.count)])
            }
          ) : nil,
      ]
    }
    return .members(value)
  }

  static func milliseconds(_ duration: Duration) -> Double {
    ((duration / .microseconds(1)).rounded()) / 1000
  }

  private static func parsed(_ bytes: [UInt8]) -> JSONValue? {
    bytes.isEmpty ? nil : try? JSONParser.parse(bytes)
  }

  /// One whole answer, or the chunks of a stream; nil for what is neither.
  static func answer(_ pieces: [[UInt8]]) -> JSONValue? {
    let bytes = pieces.flatMap(\.self)
    if let whole = parsed(bytes) { return whole }
    let chunks = SSEParser.events(in: bytes).compactMap { parsed($0.data) }
    return chunks.isEmpty ? nil : .array(chunks)
  }

  /// The parts of an answer or a chunk, also of one for OpenAI's clients.
  private static func parts(of chunk: JSONValue) -> [JSONValue] {
    let choice = chunk["choices"]?.elements?.first
    let reply = choice?["message"] ?? choice?["delta"]
    let parts =
      chunk["candidates"]?.elements?.first?["content"]?["parts"] ?? reply?["extra_content"]?["google"]?["parts"]
    return parts?.elements ?? []
  }

  /// How each block of code went, in the order of the answer; read once from an answer that has ended.
  private func outcomes(of state: State) -> [String] {
    if let known = state.outcomes { return known }
    guard let answer = Self.answer(state.pieces.map(\.bytes)) else { return [] }
    let outcomes = (answer.elements ?? [answer]).flatMap { chunk in
      Self.parts(of: chunk).compactMap { $0["codeExecutionResult"]?["outcome"]?.text }
    }
    if state.duration != nil { update { $0.outcomes = outcomes } }
    return outcomes
  }
}
