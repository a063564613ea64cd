/// Finds the key somebody most likely meant.
enum NearestKey {
  /// The candidate with the fewest edits.
  ///
  /// - Parameters:
  ///   - name: What was written.
  ///   - candidates: What may be written; at least one.
  /// - Returns: The nearest candidate, the first of several.
  static func of(_ name: String, among candidates: [String]) -> String {
    let written = Array(name.prefix(100).lowercased().utf8)
    return candidates.min { distance(written, Array($0.utf8)) < distance(written, Array($1.utf8)) } ?? ""
  }

  /// Insertions, deletions and replacements between two texts (Levenshtein).
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (index, byte) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for (column, other) in right.enumerated() {
        let replaced = diagonal + (byte == other ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
      }
    }
    return row[right.count]
  }
}
