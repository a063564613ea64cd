/// Writes JSON the way the service does, straight into bytes: strings in runs, base64 without a string in between.
///
/// Objects and lists are written by closures, so brackets always pair and commas stand where they must.
package struct JSONWriter {
  /// How the text is laid out.
  package enum Layout: Sendable {
    /// Two blanks a level, one member a line, a line end behind the whole: the service's JSON bodies.
    case pretty
    /// One line, a blank behind the colon only: the service's server-sent events.
    case line
    /// One line without blanks: the service's chat completions.
    case compact
  }

  package private(set) var bytes: [UInt8] = []
  private let layout: Layout
  let enumsAreNumbers: Bool
  /// Whether contents are written with `role` before `parts`, as Vertex AI does.
  package var wantsRoleFirst = false
  private var depth = 0
  private var isFirst = true

  package init(layout: Layout, enumsAreNumbers: Bool = false) {
    self.layout = layout
    self.enumsAreNumbers = enumsAreNumbers
    // A short answer grows no further.
    bytes.reserveCapacity(1_024)
  }

  /// Writes an object; `members` writes its keys and values.
  package mutating func object(_ members: (inout JSONWriter) -> Void) {
    enclose(UInt8(ascii: "{"), UInt8(ascii: "}"), members)
  }

  /// Writes a list; `write` writes one element.
  package mutating func array<Element>(_ elements: [Element], _ write: (inout JSONWriter, Element) -> Void) {
    enclose(UInt8(ascii: "["), UInt8(ascii: "]")) { writer in
      for element in elements {
        writer.startItem()
        write(&writer, element)
      }
    }
  }

  /// Starts a member; its value must be written next.
  package mutating func key(_ name: String) {
    startItem()
    string(name)
    bytes.append(UInt8(ascii: ":"))
    if layout != .compact { bytes.append(UInt8(ascii: " ")) }
  }

  package mutating func string(_ text: String) {
    var text = text
    text.withUTF8 { string(UnsafeRawBufferPointer($0)) }
  }

  package mutating func integer(_ value: Int) { bytes.append(contentsOf: String(value).utf8) }

  package mutating func bool(_ value: Bool) { bytes.append(contentsOf: (value ? "true" : "false").utf8) }

  /// Writes a number, whole ones without a fraction as the service does; `NaN` and the infinities become strings.
  package mutating func double(_ value: Double) {
    if let integer = Int(exactly: value) { return self.integer(integer) }
    self.value(.number(value))
  }

  /// Writes bytes in the standard base64 alphabet, padded.
  package mutating func base64(_ data: [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    Base64.append(data, to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  /// Writes a tree as it is, members in their order.
  package mutating func value(_ value: JSONValue) {
    switch value {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let bool): self.bool(bool)
    case .number(let number): bytes.append(contentsOf: number.text.utf8)
    case .string(let text): text.withBytes { string($0) }
    case .array(let elements): array(elements) { $0.value($1) }
    case .object(let members):
      object { writer in
        for member in members {
          writer.key(member.key.text)
          writer.value(member.value)
        }
      }
    }
  }

  /// The finished text; in the pretty layout it ends with a line end.
  package consuming func finished() -> [UInt8] {
    if layout == .pretty { bytes.append(UInt8(ascii: "\n")) }
    return bytes
  }

  private mutating func enclose(_ open: UInt8, _ close: UInt8, _ content: (inout JSONWriter) -> Void) {
    bytes.append(open)
    depth += 1
    isFirst = true
    content(&self)
    depth -= 1
    if !isFirst { breakLine() }
    isFirst = false
    bytes.append(close)
  }

  private mutating func startItem() {
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    isFirst = false
    breakLine()
  }

  private mutating func breakLine() {
    guard layout == .pretty else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
  }
}

extension JSONWriter {
  private mutating func string(_ text: UnsafeRawBufferPointer) {
    bytes.append(UInt8(ascii: "\""))
    JSONEscape.append(text, to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }
}
