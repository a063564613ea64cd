import FoundationEssentials

/// Reads API keys from a file, as secrets are given to containers: one a line.
struct APIKeysFile {
  private static let maximumSize = 1 << 20

  let keys: [String]

  /// Reads a file.
  ///
  /// - Parameter path: Where it lies.
  /// - Throws: A configuration failure that names the file, and never what stands in it.
  init(path: String) throws(ServiceFailure) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .configuration("api_keys_file \(path) cannot be read.")
    }
    guard data.count <= Self.maximumSize, let text = String(validating: data, as: UTF8.self) else {
      throw .configuration("api_keys_file \(path) must be UTF-8 text of at most 1 MiB.")
    }
    var keys: [String] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let words = line.split(whereSeparator: \.isWhitespace)
      guard let key = words.first, !key.hasPrefix("#") else { continue }
      guard words.count == 1 else {
        throw .configuration("api_keys_file \(path) line \(index + 1): a key has no blanks; write one a line.")
      }
      keys.append(String(key))
    }
    self.keys = keys
    guard !keys.isEmpty else { throw .configuration("api_keys_file \(path) has no key; write one a line.") }
  }
}
