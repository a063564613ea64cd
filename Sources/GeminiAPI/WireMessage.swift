/// A message of the API that states the fields it reads once, by the names JSON has for them.
package protocol ReadableMessage: Hashable, JSONReadable, Sendable {
  /// A message without a field.
  init()

  /// Its proto name below the API's package; the type's own unless the message says another.
  static var protoName: String { get }

  /// Offers every field to the member that is being read.
  mutating func read(_ fields: inout FieldReader)
}

extension ReadableMessage {
  package static var protoName: String { "\(Self.self)" }

  package init(from cursor: JSONCursor) {
    self.init()
    readFields(from: cursor)
  }

  mutating func readFields(from cursor: JSONCursor) {
    cursor.readFields(of: Self.protoName) { read(&$0) }
  }
}

extension JSONCursor {
  /// Calls `read` for every member of a message, and refuses the members it does not take.
  ///
  /// - Parameters:
  ///   - message: The message's proto name below the API's package.
  ///   - read: Offers fields to the member.
  func readFields(of message: @autoclosure () -> String, _ read: (inout FieldReader) -> Void) {
    readMembers(of: message()) { name, member in
      var fields = FieldReader(name, member)
      read(&fields)
      if !fields.isTaken { member.refuseUnknown() }
    }
  }
}

/// A message that states its fields once, for those who read it and those who write it.
package protocol WireMessage: ReadableMessage, JSONWritable {
  /// Hands over every field, in the order in which the service writes them.
  mutating func visit(_ fields: inout some FieldVisitor)
}

extension WireMessage {
  package mutating func read(_ fields: inout FieldReader) { visit(&fields) }

  package func write(to writer: inout JSONWriter) { writeFields(to: &writer) }

  func writeFields(to writer: inout JSONWriter) {
    var message = self
    writer.object { message.visit(&$0) }
  }
}

/// One member of a body on its way into the field it belongs to.
package struct FieldReader {
  /// What JSON calls the field, `displayName`, however the body wrote it.
  private let name: String
  private let member: JSONCursor
  /// Whether a field took the member.
  private(set) var isTaken = false

  /// - Parameters:
  ///   - name: The field's name in JSON; empty where no field can be meant.
  ///   - member: The member's value.
  init(_ name: String, _ member: JSONCursor) {
    self.name = name
    self.member = member
  }

  /// Reads the member where it has this name.
  ///
  /// - Parameters:
  ///   - name: The field's name in JSON.
  ///   - read: Reads it.
  mutating func field(_ name: String, _ read: (JSONCursor) -> Void) {
    guard !isTaken, name == self.name else { return }
    isTaken = true
    read(member)
  }

  /// Takes the member where no field did, of a message whose other fields are not known.
  mutating func ignoreOthers() { isTaken = true }

  /// Takes members nothing here acts on without a look at what they hold.
  mutating func ignore(_ names: String...) {
    if !isTaken, names.contains(name) { isTaken = true }
  }
}

extension FieldReader: FieldVisitor {
  package var wantsRoleFirst: Bool { false }

  package mutating func field<Value>(
    _ name: String,
    _ value: inout Value,
    read: (JSONCursor) -> Value,
    write: (inout JSONWriter, Value) -> Void
  ) {
    field(name) { value = read($0) }
  }

  package mutating func others(_ members: inout [JSONMember]) {
    guard !isTaken else { return }
    isTaken = true
    members.append(JSONMember(JSONString(member.key.text), member.value.detached))
  }
}

extension JSONWriter: FieldVisitor {
  package mutating func field<Value>(
    _ name: String,
    _ value: inout Value,
    read: (JSONCursor) -> Value,
    write: (inout JSONWriter, Value) -> Void
  ) {
    write(&self, value)
  }

  package mutating func others(_ members: inout [JSONMember]) { self.members(members) }
}
