import Executions
import GeminiAPI

/// In which form a conversation is written.
struct ChatStyle: Hashable, Sendable {
  /// Whether code of earlier responses is written as calls of the function; as blocks otherwise.
  var isNative: Bool
  /// The function by which code is run.
  var codeFunction: String
  /// Whether the model sees images.
  var vision: Bool
  /// The most bytes of an output.
  var outputLimit: Int
  /// The same for all outputs but the last one.
  var oldOutputLimit: Int
}

/// Writes a conversation as messages.
struct ChatMessages {
  private let style: ChatStyle
  private var messages: [JSONValue] = []
  /// What the user says next: neighbouring messages of one role are refused by many templates.
  private var said: [ChatTurn.Piece] = []
  /// Figures whose place is behind all answers to the calls at hand.
  private var figures: [ChatTurn.Piece] = []
  /// Ids of blocks that were written as text.
  private var fenced: Set<String> = []

  init(style: ChatStyle) { self.style = style }

  mutating func addSystem(_ text: String) {
    if !text.isEmpty { messages.append(["role": "system", "content": .string(text)]) }
  }

  /// Shows how code is asked for and answered.
  mutating func addExample() {
    for (index, text) in Contract.example.enumerated() {
      messages.append(["role": index.isMultiple(of: 2) ? "user" : "assistant", "content": .string(text)])
    }
  }

  /// - Parameters:
  ///   - turns: The conversation.
  ///   - isFinal: Whether no further code is run.
  mutating func add(_ turns: [ChatTurn], isFinal: Bool) {
    let last = turns.lastIndex { if case .ran = $0 { true } else { false } }
    for (index, turn) in turns.enumerated() {
      let isLast = index == last
      add(
        turn,
        limit: isLast ? style.outputLimit : style.oldOutputLimit,
        asksToMend: index == turns.count - 1 && !isFinal
      )
    }
  }

  mutating func add(_ turn: ChatTurn) { add(turn, limit: style.outputLimit, asksToMend: false) }

  private mutating func add(_ turn: ChatTurn, limit: Int, asksToMend: Bool) {
    switch turn {
    case .user(let pieces): said += takeFigures() + pieces
    case .model(let text, let acts): addModel(text, acts)
    case .answered(let id, let text): addTool(text, id)
    case .ran(let id, let report):
      let text = report.text(limit: limit, asksToMend: asksToMend)
      if style.vision {
        figures += report.images.map { image in
          .image(Blob(mimeType: image.mimeType, data: image.bytes), instead: "")
        }
      }
      if fenced.contains(id) { said += [.text(text)] + takeFigures() } else { addTool(text, id) }
    }
  }

  private mutating func addTool(_ text: String, _ id: String) {
    closeUser()
    messages.append(["role": "tool", "tool_call_id": .string(id), "content": .string(text)])
  }

  private mutating func addModel(_ text: String, _ acts: [ChatTurn.Act]) {
    said += takeFigures()
    closeUser()
    var content = text
    var calls: [JSONValue] = []
    for act in acts {
      switch act {
      case .call(let id, let name, let arguments): calls.append(Self.call(id, name, arguments))
      case .code(let id, let code, let form):
        if style.isNative, form != .fence {
          let arguments: JSONValue = ["code": .string(code)]
          calls.append(Self.call(id, style.codeFunction, arguments.lineText))
        } else {
          fenced.insert(id)
          content = content.followed(by: [Contract.opening + code.followed(by: ["```"])])
        }
      }
    }
    var members = [
      JSONMember("role", "assistant"),
      JSONMember("content", content.isEmpty && !calls.isEmpty ? .null : .string(content)),
    ]
    if !calls.isEmpty { members.append(JSONMember("tool_calls", .array(calls))) }
    messages.append(.object(members))
  }

  private static func call(_ id: String, _ name: String, _ arguments: String) -> JSONValue {
    ["id": .string(id), "type": "function", "function": ["name": .string(name), "arguments": .string(arguments)]]
  }

  private mutating func takeFigures() -> [ChatTurn.Piece] {
    defer { figures = [] }
    return figures
  }

  private mutating func closeUser() {
    guard !said.isEmpty else { return }
    var pieces: [JSONValue] = []
    var texts: [String] = []
    for piece in said {
      switch piece {
      case .image(let blob, _) where style.vision:
        let url = "data:\(blob.mimeType);base64,\(Base64.text(of: blob.data.array))"
        pieces.append(["type": "image_url", "image_url": ["url": .string(url)]])
      case .text(let text), .image(_, let text):
        texts.append(text)
        pieces.append(["type": "text", "text": .string(text)])
      }
    }
    // Many servers take a list only where there are images.
    let content: JSONValue = pieces.count > texts.count ? .array(pieces) : .string(texts.joined(separator: "\n"))
    messages.append(["role": "user", "content": content])
    said = []
  }

  /// All messages.
  var finished: [JSONValue] {
    var messages = self
    messages.said += messages.takeFigures()
    messages.closeUser()
    return messages.messages
  }
}
