import GeminiAPI

/// The id of a file: what follows `files/`.
enum FileID {
  /// Reads a name that a client chose.
  ///
  /// - Parameters:
  ///   - name: `files/{id}`, or the id alone.
  ///   - longest: The most characters of the id.
  /// - Returns: The id.
  /// - Throws: `INVALID_ARGUMENT` that says which characters a name may have.
  static func read(_ name: String, longest: Int = 40) throws(Status) -> String {
    let id = name.hasPrefix("files/") ? String(name.dropFirst("files/".count)) : name
    guard isValid(id, longest: longest) else {
      throw .invalidArgument(
        "* CreateFileRequest.file.name: '\(name.prefix(bytes: 100))' must be files/ and 1 to 40 lower-case letters, digits or "
          + "dashes, with no dash at either end."
      )
    }
    return id
  }

  static func isValid(_ id: String, longest: Int = 40) -> Bool {
    guard (1...longest).contains(id.utf8.count), !id.hasPrefix("-"), !id.hasSuffix("-") else { return false }
    return id.utf8.allSatisfy(\.isOfResourceID)
  }
}
