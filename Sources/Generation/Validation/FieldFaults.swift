import GeminiAPI

/// The fields of a request that are at fault, told as the service tells them: `* GenerateContentRequest.contents: …`, a
/// line each.
struct FieldFaults {
  /// A request may have any number of faults, an answer may not.
  private static let mostLines = 20
  private static let longestLine = 400

  private var lines: [String] = []

  /// Whether more faults would still be told.
  var hasRoom: Bool { lines.count < Self.mostLines }

  /// Notes a fault.
  ///
  /// - Parameters:
  ///   - field: The field's path in snake case, `generation_config.top_p`.
  ///   - message: What is wrong with it.
  mutating func add(_ field: @autoclosure () -> String, _ message: @autoclosure () -> String) {
    guard hasRoom else { return }
    lines.append(String("* GenerateContentRequest.\(field()): \(message())".prefix(bytes: Self.longestLine)) + "\n")
  }

  /// Ends the check.
  ///
  /// - Throws: `INVALID_ARGUMENT` with all faults, where there are any.
  func throwIfAny() throws(Status) {
    if !lines.isEmpty { throw .invalidArgument(lines.joined()) }
  }
}
