/// A message that is read from a body.
package protocol JSONReadable {
  /// Reads the message; what is wrong goes to the cursor's diagnostics.
  init(from cursor: JSONCursor)
}

extension JSONReadable {
  /// Reads a whole body.
  ///
  /// - Parameter bytes: The body as it came.
  /// - Returns: The message.
  /// - Throws: `Status` of code `invalidArgument` in the service's own words, naming every wrong field.
  package static func decode(_ bytes: [UInt8]) throws(Status) -> Self {
    let root: JSONValue
    do throws(JSONSyntaxError) {
      root = try JSONParser.parse(bytes)
    } catch {
      throw .invalidArgument(error.message, details: [error.detail])
    }
    return try read(root)
  }

  /// Reads a whole body that was parsed before.
  ///
  /// - Parameter root: The body.
  /// - Returns: The message.
  /// - Throws: As `decode(_:)`.
  package static func read(_ root: JSONValue) throws(Status) -> Self {
    guard case .object = root else {
      let text = "Invalid JSON payload received. Unknown name \"\": Root element must be a message."
      throw .badRequest([FieldViolation(description: text)])
    }
    let diagnostics = JSONDiagnostics()
    let message = Self(from: JSONCursor(root: root, diagnostics: diagnostics))
    if let status = diagnostics.status { throw status }
    return message
  }
}

extension JSONCursor {
  /// A message; nil when absent or a list, which is reported.
  package func message<Message: JSONReadable>(_ type: Message.Type = Message.self) -> Message? {
    isNull || isListRefused ? nil : Message(from: self)
  }

  /// The messages of a repeated field; one object stands for a list of itself.
  package func messages<Message: JSONReadable>(_ type: Message.Type = Message.self) -> [Message] {
    listElements.map { Message(from: $0) }
  }

  /// The texts of a repeated field.
  package func strings() -> [String] { listElements.compactMap { $0.string() } }

  /// Any object, as `google.protobuf.Struct`; it does not keep the body alive.
  package func structure() -> JSONValue? {
    guard !isNull, !isListRefused else { return nil }
    guard case .object = value else {
      refuse(type: "type.googleapis.com/google.protobuf.Struct")
      return nil
    }
    return value.detached
  }

  /// Any value, as `google.protobuf.Value`; it does not keep the body alive.
  package func anything() -> JSONValue? { isNull ? nil : value.detached }

  /// A message nothing here acts on: an object is wanted, its members are not looked at.
  func object(_ message: String) -> JSONValue? {
    guard !isNull, !isListRefused else { return nil }
    guard case .object = value else {
      refuse(type: "type.googleapis.com/\(Self.package).\(message)")
      return nil
    }
    return value.detached
  }
}

extension JSONValue {
  /// The same value with texts of its own, no longer sharing the body it was parsed from.
  var detached: JSONValue {
    switch self {
    case .null, .bool, .number: self
    case .string(let string): .string(string.text)
    case .array(let elements): .array(elements.map(\.detached))
    case .object(let members): .object(members.map { JSONMember(JSONString($0.key.text), $0.value.detached) })
    }
  }
}
