import GeminiAPI

/// Finds JSON among what a program printed.
enum PrintedJSON {
  /// Beginnings of a value over several lines that are tried.
  private static let maximumAttempts = 50

  /// The last value: a line of its own, or lines from one that begins with a bracket to one that ends with its partner.
  ///
  /// The second is how `json.dumps(…, indent=2)` writes it. `NaN`, `Infinity` and `-Infinity` are numbers, as Python's json has it.
  ///
  /// - Parameter output: What was printed.
  /// - Returns: Nil where nothing in it is JSON.
  static func last(in output: String) -> JSONValue? {
    let lines = output.split(whereSeparator: \.isNewline)
    var end: Substring.Index?
    var attempts = 0
    for line in lines.reversed() {
      // Where a bracket is closed below, what is indented is a part of the value.
      if end == nil || line.first?.isWhitespace == false, let value = parsed(line) { return value }
      if let first = line.first, "]}".contains(first) {
        end = line.endIndex
      } else if end == nil, let last = line.last(where: { !$0.isWhitespace }), "]}".contains(last) {
        end = line.endIndex
      }
      guard let first = line.first, "[{".contains(first), let end, attempts < maximumAttempts else { continue }
      attempts += 1
      if let value = parsed(output[line.startIndex..<end]) { return value }
    }
    return nil
  }

  private static func parsed(_ text: Substring) -> JSONValue? {
    try? JSONParser.parse(Array(text.utf8), limits: JSONParser.Limits(takesNonFinite: true))
  }
}
