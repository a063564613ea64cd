/// The way from the root of a message to a field, in proto names: `contents[0].parts[1].inline_data`.
///
/// Kept as links, since text is only wanted where something is wrong.
indirect enum FieldPath {
  case root
  case field(FieldPath, String)
  case element(FieldPath, Int)

  /// Nil for the root, which has no name.
  var text: String? {
    switch self {
    case .root: nil
    case .field(let parent, let name): parent.text.map { "\($0).\(name)" } ?? name
    case .element(let list, let index): "\(list.text ?? "")[\(index)]"
    }
  }
}

extension JSONValue {
  /// A member of a message that is kept as it came; the last one where it stands there twice.
  ///
  /// - Parameter name: The proto name, `voice_config`; the key may also be written `voiceConfig`.
  /// - Returns: Nil where this is not an object or has no such member.
  package subscript(protoName name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.key.writtenLength <= 64 && FieldName.proto($0.key.text) == name }?.value
  }
}

/// Proto names of JSON keys.
enum FieldName {
  /// Gives the proto name of a key written either way, `inlineData` or `inline_data`.
  ///
  /// - Parameter key: A key of a body, any text.
  /// - Returns: The name in lower case with underscores, or nil where no field can be meant.
  static func proto(_ key: String) -> String? {
    guard key.utf8.count <= 64 else { return nil }
    var name: [UInt8] = []
    name.reserveCapacity(2 * key.utf8.count)
    var hasUnderscore = false
    var hasCapital = false
    for byte in key.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"):
        hasCapital = true
        name.append(UInt8(ascii: "_"))
        name.append(byte | 0x20)
      case UInt8(ascii: "_"):
        hasUnderscore = hasUnderscore || !name.isEmpty
        name.append(byte)
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        name.append(byte)
      default:
        return nil
      }
    }
    guard hasCapital else { return key }
    return hasUnderscore ? nil : String(decoding: name, as: UTF8.self)
  }
}
