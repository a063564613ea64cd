import GeminiAPI
import ModelBackends

/// Reads the body of an answer: an event stream, or the whole completion in one JSON text, whatever its media type says.
///
/// Everything in it comes from outside: one event and the whole have a bound, and each byte is looked at once.
struct CompletionReader {
  /// The most that one event, or a completion that is not streamed, may have, in bytes.
  static let maximumEventSize = 8 << 20
  /// The most that a stream may have in all, in bytes.
  static let maximumSize = 64 << 20

  private enum Form {
    case events(SSEParser)
    case whole([UInt8])
  }

  private var form: Form?
  private let maximumEventSize: Int
  private let maximumSize: Int
  private var size = 0
  /// Bytes of the event that is not complete yet.
  private var openSize = 0
  private var hasFinished = false
  /// Whether there are bytes, and none of them is a part of a completion.
  private var isForeign = false
  /// Whether the server said that nothing follows.
  private(set) var isDone = false

  /// Whether what came so far is a whole completion.
  var mayEnd: Bool { isDone || hasFinished }

  init(maximumEventSize: Int = Self.maximumEventSize, maximumSize: Int = Self.maximumSize) {
    (self.maximumEventSize, self.maximumSize) = (maximumEventSize, maximumSize)
  }

  /// Takes bytes as they come.
  ///
  /// - Parameter bytes: The next bytes of the body.
  /// - Returns: The events that are complete now.
  /// - Throws: A fault for what is not a completion, for an error the server tells in it, and beyond the bounds.
  mutating func take(_ bytes: [UInt8]) throws(CompletionFault) -> [CompletionEvent] {
    size += bytes.count
    openSize += bytes.count
    guard size <= maximumSize else { throw CompletionFault(.other, .tooLarge(maximumSize)) }
    switch form ?? begin(bytes) {
    case .events(var parser):
      let events = parser.take(bytes)
      form = .events(parser)
      if !events.isEmpty { openSize = 0 }
      guard openSize <= maximumEventSize else { throw CompletionFault(.other, .tooLarge(maximumEventSize)) }
      return try read(events)
    case .whole(var held):
      // The array must not be shared while it grows.
      form = nil
      held += bytes
      form = .whole(held)
      guard held.count <= maximumEventSize else { throw CompletionFault(.other, .tooLarge(maximumEventSize)) }
      return []
    case nil: return []
    }
  }

  /// Ends the body.
  ///
  /// - Returns: What was not complete before.
  /// - Throws: A fault for what is not a completion, or not a whole one.
  mutating func finish() throws(CompletionFault) -> [CompletionEvent] {
    var events: [CompletionEvent] = []
    switch form {
    case .events(var parser)?: if let rest = parser.finish(), !isDone { events = try read([rest]) }
    case .whole(let body)?: events = try whole(body)
    case nil: break
    }
    form = .events(SSEParser())
    guard mayEnd else { throw CompletionFault(.other, isForeign ? .noCompletion : .cutOff) }
    isDone = true
    return events
  }

  /// An object is a completion in one piece; anything else is read as events, whose fields begin with a name.
  private mutating func begin(_ bytes: [UInt8]) -> Form? {
    guard let first = bytes.first(where: { !$0.isBlank }) else { return nil }
    isForeign = first != UInt8(ascii: ":")
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[") ? .whole([]) : .events(SSEParser())
  }

  private mutating func read(_ events: [SSEParser.Event]) throws(CompletionFault) -> [CompletionEvent] {
    var read: [CompletionEvent] = []
    for event in events where !isDone {
      if String(decoding: event.data.prefix(16), as: UTF8.self).trimmed == "[DONE]" {
        isDone = true
      } else if !event.data.isEmpty {
        isForeign = false
        read += try chunk(event.data, in: "delta")
      }
    }
    return read
  }

  private mutating func whole(_ body: [UInt8]) throws(CompletionFault) -> [CompletionEvent] {
    let events = try chunk(body, in: "message")
    isDone = true
    return events
  }

  private mutating func chunk(_ data: [UInt8], in member: String) throws(CompletionFault) -> [CompletionEvent] {
    let root: JSONValue
    do throws(JSONSyntaxError) {
      root = try JSONParser.parse(data, limits: JSONParser.Limits(takesNonFinite: true))
    } catch {
      throw CompletionFault(.other, .brokenJSON(data))
    }
    if let error = UpstreamError(in: root) { throw error.fault(http: nil) }
    let usage = (CompletionUsage(root["usage"]) ?? CompletionUsage(timings: root["timings"])).map(CompletionEvent.usage)
    guard let choice = root["choices"]?.elements?.first else {
      // A chunk without choices tells the usage, or nothing that matters here.
      guard member == "delta", root.members != nil else { throw CompletionFault(.other, .noCompletion) }
      return usage.map { [$0] } ?? []
    }
    guard let said = choice[member] ?? choice["message"] ?? choice["delta"] else {
      guard member == "delta" else { throw CompletionFault(.other, .noCompletion) }
      return ending(choice) + (usage.map { [$0] } ?? [])
    }
    return Self.said(said) + ending(choice) + (usage.map { [$0] } ?? [])
  }

  private mutating func ending(_ choice: JSONValue) -> [CompletionEvent] {
    guard let reason = choice["finish_reason"]?.text, !reason.isEmpty else { return [] }
    hasFinished = true
    return [.finish(reason)]
  }

  private static func said(_ message: JSONValue) -> [CompletionEvent] {
    var events: [CompletionEvent] = []
    if let thought = (message["reasoning_content"] ?? message["reasoning"])?.text, !thought.isEmpty {
      events.append(.reasoning(thought))
    }
    if let text = text(message["content"]), !text.isEmpty { events.append(.content(text)) }
    for (place, call) in (message["tool_calls"]?.elements ?? []).enumerated() {
      let function = call["function"]
      events.append(
        .toolCall(
          index: call["index"]?.count ?? place,
          id: call["id"]?.text.flatMap { $0.isEmpty ? nil : $0 },
          name: function?["name"]?.text.flatMap { $0.isEmpty ? nil : $0 },
          arguments: arguments(function?["arguments"])
        )
      )
    }
    return events
  }

  /// Content is a text as a rule, and a list of parts on some servers.
  private static func text(_ content: JSONValue?) -> String? {
    content?.text ?? content?.elements?.compactMap { $0["text"]?.text ?? $0.text }.joined()
  }

  /// A text as a rule, the object itself on some servers, null where a function takes none.
  private static func arguments(_ value: JSONValue?) -> String {
    guard let value, value != .null else { return "" }
    return value.text ?? value.lineText
  }
}

extension CompletionUsage {
  init?(_ usage: JSONValue?) {
    guard let usage, usage.members != nil else { return nil }
    self.init(
      prompt: usage["prompt_tokens"]?.count,
      completion: usage["completion_tokens"]?.count,
      reasoning: usage["completion_tokens_details"]?["reasoning_tokens"]?.count
    )
    if self == CompletionUsage() { return nil }
  }

  /// llama.cpp counts in each chunk where it is asked to: those of a completion that is ended early.
  init?(timings: JSONValue?) {
    guard let completion = timings?["predicted_n"]?.count, let prompt = timings?["prompt_n"]?.count else { return nil }
    self.init(prompt: prompt + (timings?["cache_n"]?.count ?? 0), completion: completion)
  }
}

extension JSONValue {
  /// A number of things, not below zero.
  var count: Int? {
    guard case .number(let number) = self, let count = number.integer, (0...Int64(Int32.max)).contains(count) else {
      return nil
    }
    return Int(count)
  }
}
