extension TemplateValue {
  /// The value as JSON text; for texts, numbers and lists of them that is also a Python literal.
  var json: String {
    var text = ""
    writeJSON(to: &text)
    return text
  }

  private func writeJSON(to output: inout String) {
    switch self {
    case .null: output += "null"
    case .text(let text): Self.writeJSON(text, to: &output)
    case .number(let text): output += text.isEmpty ? "null" : text
    case .flag(let flag): output += flag ? "true" : "false"
    case .list(let elements):
      output += "["
      for (index, element) in elements.enumerated() {
        output += index == 0 ? "" : ", "
        element.writeJSON(to: &output)
      }
      output += "]"
    case .object(let members):
      output += "{"
      for (index, member) in members.enumerated() {
        output += index == 0 ? "" : ", "
        Self.writeJSON(member.name, to: &output)
        output += ": "
        member.value.writeJSON(to: &output)
      }
      output += "}"
    case .run:
      TemplateValue.object(
        ["outcome", "output"].map { ($0, member($0) ?? .null) }
      ).writeJSON(to: &output)
    }
  }

  private static func writeJSON(_ text: String, to output: inout String) {
    output += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      case "\r": output += "\\r"
      case "\t": output += "\\t"
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
        let digits = String(scalar.value, radix: 16)
        output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: output.unicodeScalars.append(scalar)
      }
    }
    output += "\""
  }
}
