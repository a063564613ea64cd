import GeminiAPI
import Storage

/// The id of a file: what follows `files/`.
enum FileID {
  /// Reads a name that a client chose.
  ///
  /// - Parameters:
  ///   - name: `files/{id}`, or the id alone.
  ///   - longest: The most characters of the id.
  /// - Returns: The id.
  /// - Throws: `StorageError.badFileName`.
  static func read(_ name: String, longest: Int = 40) throws(StorageError) -> String {
    let id = name.hasPrefix("files/") ? String(name.dropFirst("files/".count)) : name
    guard isValid(id, longest: longest) else {
      throw .badFileName(name)
    }
    return id
  }

  static func isValid(_ id: String, longest: Int = 40) -> Bool {
    guard (1...longest).contains(id.utf8.count), !id.hasPrefix("-"), !id.hasSuffix("-") else { return false }
    return id.utf8.allSatisfy(\.isOfResourceID)
  }
}
