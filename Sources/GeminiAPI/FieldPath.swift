/// The way from the root of a message to a field, in proto names: `contents[0].parts[1].inline_data`.
///
/// Kept as links, since text is only wanted where something is wrong.
indirect enum FieldPath {
  case root
  /// The field has the name of JSON here.
  case field(FieldPath, String)
  case element(FieldPath, Int)

  /// Nil for the root, which has no name.
  var text: String? {
    switch self {
    case .root: nil
    case .field(let parent, let name):
      parent.text.map { "\($0).\(FieldName.proto(name))" } ?? FieldName.proto(name)
    case .element(let list, let index): "\(list.text ?? "")[\(index)]"
    }
  }
}

extension JSONValue {
  /// A member of a message that is kept as it came; the last one where it stands there twice.
  ///
  /// - Parameter name: The name JSON has, `voiceConfig`; the key may also be written `voice_config`.
  /// - Returns: Nil where this is not an object or has no such member.
  package subscript(field name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.key.writtenLength <= 64 && FieldName.json($0.key.text) == name }?.value
  }
}

/// The two names of a field: JSON's own, `inlineData`, and the proto's, `inline_data`; a body may use either.
enum FieldName {
  /// Gives the name JSON has for the field that a key means.
  ///
  /// - Parameter key: A key of a body, any text.
  /// - Returns: The name without underscores before letters, or nil where no field can be meant.
  static func json(_ key: String) -> String? {
    guard key.utf8.count <= 64 else { return nil }
    var hasUnderscore = false
    var hasCapital = false
    for (index, byte) in key.utf8.enumerated() {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): hasCapital = true
      // One at the start is part of the name.
      case UInt8(ascii: "_"): hasUnderscore = hasUnderscore || index > 0
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): break
      default: return nil
      }
    }
    guard hasUnderscore else { return key }
    return hasCapital ? nil : joined(key)
  }

  private static func joined(_ key: String) -> String {
    var name: [UInt8] = []
    name.reserveCapacity(key.utf8.count)
    for byte in key.utf8 {
      if name.count > 1, name.last == UInt8(ascii: "_"), (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) {
        name[name.count - 1] = byte & 0xDF
      } else {
        name.append(byte)
      }
    }
    return String(decoding: name, as: UTF8.self)
  }

  /// Gives the proto name of a field.
  ///
  /// - Parameter json: Its name in JSON.
  /// - Returns: The name in lower case with underscores.
  static func proto(_ json: String) -> String {
    var name = ""
    for scalar in json.unicodeScalars {
      if ("A"..."Z").contains(scalar) { name += "_" }
      name += scalar.properties.lowercaseMapping
    }
    return name
  }
}
