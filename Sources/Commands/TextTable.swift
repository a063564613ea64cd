/// Rows of text in columns.
enum TextTable {
  /// Gives the lines of a table, without blanks at their ends.
  ///
  /// - Parameters:
  ///   - rows: The fields of each line.
  ///   - rightColumns: The places of the columns whose fields end in line, as numbers do; the others begin in line.
  /// - Returns: Lines with columns as wide as their widest field, and two blanks between them.
  static func lines(_ rows: [[String]], rightColumns: PartialRangeFrom<Int>? = nil) -> [String] {
    let widths = (0..<(rows.first?.count ?? 0)).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let fields = row.enumerated().map { column, text in
        let blanks = String(repeating: " ", count: widths[column] - text.count)
        return rightColumns?.contains(column) == true ? blanks + text : text + blanks
      }
      var line = fields.joined(separator: "  ")
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }
  }
}
