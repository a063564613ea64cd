/// Names of media types, `image/png`.
package enum MediaType {
  /// The top-level types of the IANA's registry, and those that never were in it and are sent all the same: object stores
  /// say `binary/octet-stream`, the tables of Unix `chemical/x-pdb`.
  private static let topLevelTypes: Set = [
    "application", "audio", "binary", "chemical", "example", "font", "haptics", "image", "message", "model",
    "multipart",
    "text", "video",
  ]

  /// Whether a text names a media type: a known top-level type or an unregistered `x-…`, and any subtype.
  ///
  /// - Parameter text: In any case; parameters such as `;charset=utf-8` do not count.
  /// - Returns: False for `png`, and for `bad/type`.
  package static func isOne(_ text: String) -> Bool {
    let name = text.prefix { $0 != ";" }
    guard let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")) else { return false }
    let type = name[..<slash].drop { $0 == " " }.lowercased()
    var subtype = name[name.utf8.index(after: slash)...]
    while subtype.last == " " { subtype.removeLast() }
    return (topLevelTypes.contains(type) || type.hasPrefix("x-")) && !subtype.isEmpty
      && subtype.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "/") }
  }
}

extension Status {
  /// What the service says of a file it cannot take for its type.
  ///
  /// - Parameter type: What the client said; only its beginning is repeated.
  /// - Returns: `INVALID_ARGUMENT`.
  package static func unsupportedMediaType(_ type: String) -> Status {
    .invalidArgument("Unsupported MIME type: \(type.prefix(bytes: 200))")
  }
}

extension UInt8 {
  /// Whether a character may stand in the id of a file, a cache or a store: lower-case letters, digits, hyphens.
  package var isOfResourceID: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
    default: false
    }
  }
}
