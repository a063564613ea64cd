/// What a message hands its fields to: a reader fills the one that is meant, a writer writes them all.
package protocol FieldVisitor {
  /// Visits one field.
  ///
  /// - Parameters:
  ///   - name: Its name in JSON, `displayName`; a body may write `display_name` as well.
  ///   - value: The field.
  ///   - read: Reads it from a member; what is wrong is reported and read as absent.
  ///   - write: Writes its key and value, or nothing where it is absent.
  mutating func field<Value>(
    _ name: String,
    _ value: inout Value,
    read: (JSONCursor) -> Value,
    write: (inout JSONWriter, Value) -> Void
  )

  /// Whether contents are written with `role` before `parts`.
  var wantsRoleFirst: Bool { get }

  /// Visits the members no field stands for, which are kept as they came; a message without them refuses such members.
  mutating func others(_ members: inout [JSONMember])
}

/// The forms a field has whose value nothing here acts on.
enum JSONShape {
  /// `google.protobuf.Struct`.
  case structure
  /// `google.protobuf.Value`.
  case anything
  /// `Schema`, the API's own form.
  case schema
  /// An object whose members are not looked at, by its proto name below the API's package.
  case object(String)
}

extension FieldVisitor {
  mutating func field(_ name: String, _ text: inout String?) {
    field(name, &text, read: { $0.string() }, write: { $0.member(name, $1) })
  }

  /// A text that is written where it is empty, too.
  mutating func field(_ name: String, _ text: inout String) {
    field(name, &text, read: { $0.string() ?? "" }, write: { $0.member(name, $1) })
  }

  mutating func field(_ name: String, _ texts: inout [String]) {
    field(name, &texts, read: { $0.strings() }, write: { $0.member(name, $1) })
  }

  /// A whole number of 32 bits.
  mutating func field(_ name: String, _ number: inout Int?) {
    field(name, &number, read: { $0.int32() }, write: { $0.member(name, $1) })
  }

  /// A whole number of 32 bits that is written where it is 0, too.
  mutating func field(_ name: String, _ number: inout Int) {
    field(name, &number, read: { $0.int32() ?? 0 }, write: { $0.member(name, $1) })
  }

  /// A number of the type float.
  mutating func field(_ name: String, _ number: inout Double?) {
    field(name, &number, read: { $0.float() }, write: { $0.member(name, $1) })
  }

  mutating func field(_ name: String, _ flag: inout Bool?) {
    field(name, &flag, read: { $0.bool() }, write: { $0.member(name, $1) })
  }

  /// A value of an enum of ours.
  mutating func field<Enum: WireEnum>(_ name: String, _ value: inout Enum?) {
    field(name, &value, read: { $0.enumeration() }, write: { $0.member(name, $1) })
  }

  mutating func field<Enum: WireEnum>(_ name: String, _ value: inout Enum) {
    field(name, &value, read: { $0.enumeration() ?? .unspecified }, write: { $0.member(name, $1) })
  }

  /// A value of an enum that is kept by name.
  mutating func field(_ name: String, _ value: inout String?, of type: @autoclosure () -> ProtoEnum) {
    field(name, &value, read: { $0.name(of: type()) }, write: { $0.member(name, $1) })
  }

  mutating func field(_ name: String, _ value: inout JSONValue?, as shape: JSONShape) {
    field(name, &value, read: { $0.value(shape) }, write: { $0.member(name, $1) })
  }

  /// An empty list leaves the key out.
  mutating func field(_ name: String, _ values: inout [JSONValue], as shape: JSONShape) {
    field(name, &values, read: { $0.listElements.compactMap { $0.value(shape) } }, write: { $0.member(name, $1) })
  }

  mutating func field(_ name: String, _ message: inout (some JSONReadable & JSONWritable)?) {
    field(name, &message, read: { $0.message() }, write: { $0.member(name, $1) })
  }

  mutating func field(_ name: String, _ messages: inout [some JSONReadable & JSONWritable]) {
    field(name, &messages, read: { $0.messages() }, write: { $0.member(name, $1) })
  }
}

extension FieldReader {
  mutating func field(_ name: String, _ message: inout (some JSONReadable)?) {
    field(name) { message = $0.message() }
  }

  mutating func field(_ name: String, _ messages: inout [some JSONReadable]) {
    field(name) { messages = $0.messages() }
  }
}

extension JSONCursor {
  fileprivate func value(_ shape: JSONShape) -> JSONValue? {
    switch shape {
    case .structure: structure()
    case .anything: anything()
    case .schema: schema()
    case .object(let message): object(message)
    }
  }
}
