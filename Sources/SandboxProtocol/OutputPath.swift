/// The path of an output file from the working directory on, as code named it: any bytes.
package enum OutputPath {
  /// Whether the bytes are such a path: names parted by single slashes, none of which leads elsewhere, within the limits.
  /// - Parameter path: The path.
  /// - Returns: false for an empty path, an absolute one, and one with `.` or `..` in it.
  package static func isValid(_ path: [UInt8]) -> Bool {
    guard path.count <= FrameLimits.pathByteCount else { return false }
    let names = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return names.count <= FrameLimits.pathNameCount
      && names.allSatisfy { name in
        !name.isEmpty && name.count <= FrameLimits.nameByteCount && !name.elementsEqual(".".utf8)
          && !name.elementsEqual("..".utf8) && !name.contains(0)
      }
  }

  /// A path that came out of a sandbox as text; in what is not a valid one the slashes are escaped too.
  /// - Parameter path: The path.
  /// - Returns: A text that no other path has.
  package static func text(of path: [UInt8]) -> String {
    escaped(path, keepsSlashes: isValid(path))
  }

  /// Bytes as text: control characters, `%` and, where it is not UTF-8, all bytes beyond ASCII are percent-escaped.
  /// - Parameters:
  ///   - path: Any bytes.
  ///   - keepsSlashes: Whether a slash stays as it is.
  /// - Returns: The text.
  package static func escaped(_ path: [UInt8], keepsSlashes: Bool) -> String {
    let isText = String(validating: path, as: UTF8.self) != nil
    var escaped: [UInt8] = []
    escaped.reserveCapacity(path.count)
    for byte in path {
      let isPlain =
        byte >= 0x20 && byte != 0x7f && byte != UInt8(ascii: "%") && (keepsSlashes || byte != UInt8(ascii: "/"))
      if isPlain && (isText || byte < 0x80) {
        escaped.append(byte)
      } else {
        let digits = Array("0123456789ABCDEF".utf8)
        escaped += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: escaped, as: UTF8.self)
  }
}
