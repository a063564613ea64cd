/// A value of a body, the path it was reached by, and where to say what is wrong with it.
///
/// Reads by the rules of protobuf JSON as the service applies them: both name cases, null for absent, whole numbers
/// also as `4.0` and `"4"`, one object where a list of them is meant. A wrong value is reported and read as absent, so
/// reading always goes on to the end. Of a singular field given twice, also in two cases, the last one counts, as it
/// does where protobuf parses the bytes; only the members of a oneof exclude each other.
package struct JSONCursor {
  package let value: JSONValue
  let path: FieldPath
  /// The key as it was written; empty for an element of a list.
  let key: JSONString
  let diagnostics: JSONDiagnostics

  /// Starts at the root of a body.
  package init(root: JSONValue, diagnostics: JSONDiagnostics) {
    self.init(value: root, path: .root, key: "", diagnostics: diagnostics)
  }

  private init(value: JSONValue, path: FieldPath, key: JSONString, diagnostics: JSONDiagnostics) {
    self.value = value
    self.path = path
    self.key = key
    self.diagnostics = diagnostics
  }

  /// Whether the field counts as not given.
  package var isNull: Bool { value == .null }

  /// Calls `read` for every member of a message with the name JSON has for its field; `""` where no field can be meant.
  ///
  /// - Parameters:
  ///   - message: The message's proto name below the API's package, for the error where this is not an object.
  ///   - read: Reads one member, or refuses it by `refuseUnknown()`.
  func readMembers(of message: @autoclosure () -> String, _ read: (String, JSONCursor) -> Void) {
    guard case .object(let members) = value else {
      refuse(type: "type.googleapis.com/\(Self.package).\(message())")
      return
    }
    for member in members {
      let name = member.key.writtenLength <= 64 ? FieldName.json(member.key.text) ?? "" : ""
      let path = FieldPath.field(path, name)
      read(name, JSONCursor(value: member.value, path: path, key: member.key, diagnostics: diagnostics))
    }
  }

  /// The elements of a repeated field; one value stands for a list of itself, nulls are skipped.
  var listElements: [JSONCursor] {
    guard case .array(let elements) = value else { return isNull ? [] : [self] }
    return elements.enumerated().compactMap { index, element in
      if element == .null { return nil }
      let element = JSONCursor(value: element, path: .element(path, index), key: "", diagnostics: diagnostics)
      return element.isListRefused ? nil : element
    }
  }

  /// The values of a proto map with the paths the service shows, `labels[0].value`; nil after a report.
  var mapEntries: [(key: JSONString, value: JSONCursor)]? {
    guard !isNull, !isListRefused else { return nil }
    guard case .object(let members) = value else {
      refuse(type: "map")
      return nil
    }
    return members.enumerated().map { index, member in
      let path = FieldPath.field(.element(path, index), "value")
      return (member.key, JSONCursor(value: member.value, path: path, key: "value", diagnostics: diagnostics))
    }
  }

  static let package = "google.ai.generativelanguage.v1beta"
}

extension JSONCursor {
  /// Reports a name no field of the message has.
  func refuseUnknown() { refuseName("Cannot find field.") }

  /// Whether this is a list where none may be; reported if so.
  var isListRefused: Bool {
    guard case .array = value else { return false }
    refuseName("Proto field is not repeating, cannot start list.")
    return true
  }

  /// Reports a second member of a oneof; `self` is the second member.
  func refuseSecond(of oneof: String) {
    let name = key.quotable(limit: Self.quoteLimit)
    refuse(at: parentText, type: "oneof", "oneof field '\(oneof)' is already set. Cannot set '\(name)'")
  }

  /// Reports a value the field's type cannot hold.
  ///
  /// - Parameters:
  ///   - type: `TYPE_INT32`, or the full name of a message or an enum.
  ///   - explanation: What to say in place of the value itself.
  func refuse(type: String, _ explanation: String? = nil) {
    refuse(at: path.text, type: type, explanation ?? quotedValue)
  }

  /// Reports an object on a field that holds one scalar, which the service tells of the object around it.
  func refuseObject() {
    guard case .field(let parent, let name) = path else {
      return refuse(type: "TYPE_STRING", "Starting an object on a scalar field")
    }
    refuse(at: parent.text, type: FieldName.proto(name), "Starting an object on a scalar field")
  }

  private func refuse(at path: String?, type: String, _ explanation: String) {
    diagnostics.report(
      FieldViolation(
        field: path,
        description: "Invalid value\(path.map { " at '\($0)'" } ?? "") (\(type)), \(explanation)"
      )
    )
  }

  private func refuseName(_ reason: String) {
    let parent = parentText
    let name = key.quotable(limit: Self.quoteLimit)
    let place = parent.map { " at '\($0)'" } ?? ""
    diagnostics.report(
      FieldViolation(
        field: parent,
        description: "Invalid JSON payload received. Unknown name \"\(name)\"\(place): \(reason)"
      )
    )
  }

  /// The path of the message this field is in; an element of a list answers for itself.
  private var parentText: String? {
    guard case .field(let parent, _) = path else { return path.text }
    return parent.text
  }

  private var quotedValue: String {
    switch value {
    case .string(let string): "\"\(string.quotable(limit: Self.quoteLimit))\""
    case .number(let number): JSONString(number.text).quotable(limit: Self.quoteLimit)
    case .bool(let bool): bool ? "true" : "false"
    case .null: "null"
    case .array, .object: "an object or list"
    }
  }

  /// Bytes of the client's own text that an error repeats.
  static let quoteLimit = 100
}
