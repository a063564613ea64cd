import Executions
import GeminiAPI
import ModelBackends

/// One message of a conversation, before it is written in a form that a model takes.
enum ChatTurn: Hashable, Sendable {
  /// What the user says and shows.
  case user([Piece])
  /// What the model said, then did.
  case model(String, [Act])
  /// What came of a block, by the id of its call.
  case ran(id: String, RunReport)
  /// A client's answer to a call.
  case answered(id: String, String)

  enum Piece: Hashable, Sendable {
    case text(String)
    /// With the words that stand in its place where the model does not see.
    case image(Blob, instead: String)
  }

  enum Act: Hashable, Sendable {
    /// The form is nil for code of an earlier response: it goes in whatever form the model is asked in now.
    case code(id: String, String, form: CallForm?)
    /// The arguments are JSON as text.
    case call(id: String, name: String, arguments: String)
  }
}

extension ChatTurn {
  /// The id of a call that has none: nine letters and digits, as the strictest of templates wants it.
  ///
  /// - Parameters:
  ///   - kind: Four letters, which keep apart those who count.
  ///   - number: Which one it is.
  /// - Returns: The id.
  static func id(_ kind: String, _ number: Int) -> String { kind + String(100_000 + number).suffix(5) }

  /// A conversation as messages, without the system's.
  static func all(of conversation: Conversation) -> [ChatTurn] {
    var reader = ConversationReader(files: conversation.inputFiles[...])
    for content in conversation.request.contents {
      if content.role == "model" {
        reader.readModel(content)
      } else {
        reader.readUser(content)
      }
    }
    return reader.turns
  }
}

/// Reads the contents of a request one by one.
private struct ConversationReader {
  var turns: [ChatTurn] = []
  /// Calls that nobody has answered yet; one without an id is answered by name, in their order.
  private var open: [(name: String, id: String)] = []
  /// Input files whose parts come still, in the order code finds them numbered.
  private var files: ArraySlice<CodeFile>
  /// Text of files that may still go into the prompt, in bytes.
  private var headsLeft = FileHead.maximumBytesInAll

  private var parts = 0

  init(files: ArraySlice<CodeFile>) { self.files = files }

  /// A turn of the model's, cut behind each block: what came of it stands between.
  mutating func readModel(_ content: Content) {
    var said = ""
    var acts: [ChatTurn.Act] = []
    var run: (id: String, RunReport)?
    func closed() -> [ChatTurn] {
      defer { (said, acts, run) = ("", [], nil) }
      let said = said.isEmpty && acts.isEmpty ? [] : [ChatTurn.model(said, acts)]
      return said + (run.map { [.ran(id: $0.id, $0.1)] } ?? [])
    }
    var block = ""
    for part in content.parts where !part.thought {
      let id = nextID()
      switch part.data {
      case .text(let text):
        if run != nil { turns += closed() }
        said += text
      case .executableCode(let code):
        if run != nil { turns += closed() }
        block = id
        acts.append(.code(id: id, code.code, form: nil))
      case .codeExecutionResult(let result):
        // A dialect tells a failure in two results: both are of one block.
        run = (block, run.map { $0.1.followed(by: result) } ?? RunReport(result))
      case .inlineData(let blob): run?.1.files.append(CodeFile(name: "", mimeType: blob.mimeType, bytes: blob.data))
      case .functionCall(let call):
        if run != nil { turns += closed() }
        let id = call.id ?? id
        open.append((call.name, id))
        acts.append(.call(id: id, name: call.name, arguments: (call.args ?? [:]).lineText))
      default: break
      }
    }
    turns += closed()
  }

  private mutating func nextID() -> String {
    parts += 1
    return ChatTurn.id("call", parts)
  }

  /// A turn of the user's: first the answers to calls, then what is said, with images and the heads of files.
  mutating func readUser(_ content: Content) {
    var pieces: [ChatTurn.Piece] = []
    for part in content.parts {
      switch part.data {
      case .functionResponse(let response):
        let place = open.firstIndex { response.id == nil ? $0.name == response.name : $0.id == response.id }
        let id = place.map { open.remove(at: $0).id } ?? response.id ?? response.name
        turns.append(.answered(id: id, (response.response ?? [:]).lineText))
      case .text(let text) where !part.thought: pieces.append(.text(text))
      case .inlineData(let blob):
        let file = files.popFirst() ?? CodeFile(name: blob.displayName ?? "file", mimeType: blob.mimeType)
        if blob.mimeType.hasPrefix("image/") {
          pieces.append(.image(blob, instead: "[image omitted; it is the file \(file.name)]"))
        } else {
          pieces.append(.text(FileHead.text(of: file, blob.data, left: &headsLeft)))
        }
      case .fileData: _ = files.popFirst()
      default: break
      }
    }
    if !pieces.isEmpty { turns.append(.user(pieces)) }
  }
}
