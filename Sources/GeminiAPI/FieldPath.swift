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

/// Proto names of JSON keys.
enum FieldName {
  /// Gives the proto name of a key written either way, `inlineData` or `inline_data`.
  ///
  /// - Parameter key: A key of a body, any text.
  /// - Returns: The name in lower case with underscores, or nil where no field can be meant.
  static func proto(_ key: String) -> String? {
    guard key.utf8.count <= 64 else { return nil }
    var name = ""
    var hasUnderscore = false
    var hasCapital = false
    for (index, byte) in key.utf8.enumerated() {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"):
        hasCapital = true
        name.append("_")
        name.unicodeScalars.append(Unicode.Scalar(byte | 0x20))
      case UInt8(ascii: "_"):
        hasUnderscore = hasUnderscore || index > 0
        name.append("_")
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        name.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        return nil
      }
    }
    return hasUnderscore && hasCapital ? nil : name
  }
}
