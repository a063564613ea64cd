extension JSONCursor {
  /// Text; nil when absent or reported.
  package func string() -> String? {
    guard let value = scalar() else { return nil }
    guard case .string(let string) = value else { return refused("TYPE_STRING") }
    return string.text
  }

  /// `true` or `false`, no other spelling.
  package func bool() -> Bool? {
    guard let value = scalar() else { return nil }
    guard case .bool(let bool) = value else { return refused("TYPE_BOOL") }
    return bool
  }

  /// A whole number of 32 bits, also written `4.0` or `"4"`.
  package func int32() -> Int? {
    guard let value = scalar() else { return nil }
    guard let integer = number(value)?.integer.flatMap({ Int32(exactly: $0) }) else { return refused("TYPE_INT32") }
    return Int(integer)
  }

  /// A whole number of 64 bits, also written as a string, which is protobuf JSON's own form.
  package func int64() -> Int? {
    guard let value = scalar() else { return nil }
    guard let integer = number(value)?.integer else { return refused("TYPE_INT64") }
    return Int(integer)
  }

  /// A finite number within the range of a float.
  package func float() -> Double? {
    guard let value = scalar() else { return nil }
    guard let double = number(value)?.double, Float(double).isFinite else { return refused("TYPE_FLOAT") }
    return double
  }

  /// A finite number.
  package func double() -> Double? {
    guard let value = scalar() else { return nil }
    guard let double = number(value)?.double else { return refused("TYPE_DOUBLE") }
    return double
  }

  /// Bytes in base64 of either alphabet.
  package func bytes() -> [UInt8]? {
    guard let value = scalar() else { return nil }
    guard case .string(let string) = value else { return refused("TYPE_BYTES") }
    guard let bytes = string.withBytes(Base64.decode) else {
      refuse(type: "TYPE_BYTES", "Base64 decoding failed for \"\(string.quotable(limit: Self.quoteLimit))\"")
      return nil
    }
    return bytes
  }

  /// A value of an enum of ours.
  func enumeration<Enum: WireEnum>(_ type: Enum.Type = Enum.self) -> Enum? {
    name(of: ProtoEnum(type)).flatMap { Enum(rawValue: $0) }
  }

  /// The name of an enum's value, given by name in any letter case or by number.
  func name(of type: ProtoEnum) -> String? {
    guard let value = scalar() else { return nil }
    if case .string(let string) = value, string.writtenLength <= 100 {
      let wanted = string.text
      if type.names.contains(wanted) { return wanted }
      let normal = String(wanted.map { $0 == "-" ? "_" : $0 }).uppercased()
      if type.names.contains(normal) { return normal }
    }
    if let index = number(value)?.integer, index >= 0, index < type.names.count { return type.names[Int(index)] }
    return refused("type.googleapis.com/\(type.fullName)")
  }

  /// Null is nil; a list or an object is reported; anything else is for the caller to judge.
  private func scalar() -> JSONValue? {
    guard !isNull, !isListRefused else { return nil }
    guard case .object = value else { return value }
    refuseObject()
    return nil
  }

  private func refused<Value>(_ type: String) -> Value? {
    refuse(type: type)
    return nil
  }

  /// A number, also in a string.
  private func number(_ value: JSONValue) -> JSONNumber? {
    switch value {
    case .number(let number):
      return number
    case .string(let string) where string.writtenLength <= 64:
      guard case .number(let number)? = try? JSONParser.parse(Array(string.text.utf8)) else { return nil }
      return number
    default:
      return nil
    }
  }
}
