import Executions
import GeminiAPI
import ModelBackends

/// A value a template reads, with its functions.
enum TemplateValue: Sendable {
  case null
  case text(String)
  /// A number's own text.
  case number(String)
  case flag(Bool)
  case list([TemplateValue])
  case object([(name: String, value: TemplateValue)])
  case run(ScriptRun)

  /// How the value reads within a text; lists and objects as JSON.
  var rendered: String {
    switch self {
    case .null: ""
    case .text(let text), .number(let text): text
    case .flag(let flag): flag ? "true" : "false"
    case .list, .object, .run: json
    }
  }

  func member(_ name: String) -> TemplateValue? {
    switch self {
    case .object(let members): members.last { $0.name == name }?.value
    case .list(let elements): Int(name).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
    case .run(let run): run.templateMember(name)
    default: nil
    }
  }
}

extension TemplateValue {
  init(_ json: JSONValue) {
    switch json {
    case .null: self = .null
    case .bool(let flag): self = .flag(flag)
    case .number(let number): self = .number(number.text)
    case .string(let string): self = .text(string.text)
    case .array(let elements): self = .list(elements.map(TemplateValue.init))
    case .object(let members): self = .object(members.map { ($0.key.text, TemplateValue($0.value)) })
    }
  }

  init(_ file: CodeFile) {
    let size = String(file.bytes.count)
    self = .object([("name", .text(file.name)), ("mime", .text(file.mimeType)), ("size", .number(size))])
  }
}

extension ScriptRun {
  /// The lines that were printed, without the empty one after the last line end.
  var outputLines: [Substring] {
    var lines = output.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    if lines.last?.isEmpty ?? false { lines.removeLast() }
    return lines
  }

  fileprivate func templateMember(_ name: String) -> TemplateValue? {
    switch name {
    case "output": .text(output)
    case "outcome": .text(execution.outcome.wire.rawValue)
    case "ok": .flag(execution.outcome == .ok)
    case "lines": .list(outputLines.map { .text(String($0)) })
    case "json": printedJSON
    case "files": .list(execution.files.map(TemplateValue.init))
    case "stderr": .text(execution.errorText)
    case "exit": .number(String(execution.exitStatus))
    case "duration_ms": .number(String(Int(execution.duration / .milliseconds(1))))
    default: nil
    }
  }

  /// The last value of JSON that was printed; nil where there is none.
  private var printedJSON: TemplateValue? { PrintedJSON.last(in: output).map(TemplateValue.init) }
}

extension JSONValue {
  /// A value of a template; a number JSON has none for, `NaN`, is the text protobuf has for it.
  init(_ value: TemplateValue) {
    switch value {
    case .null: self = .null
    case .text(let text): self = .string(text)
    case .number(let text): self = JSONValue(plainScalar: text) ?? .string(text)
    case .flag(let flag): self = .bool(flag)
    case .list(let elements): self = .array(elements.map(JSONValue.init))
    case .object(let members): self = .object(members.map { JSONMember(JSONString($0.name), JSONValue($0.value)) })
    case .run: self = .string(value.json)
    }
  }
}
