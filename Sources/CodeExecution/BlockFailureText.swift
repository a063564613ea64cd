package import GeminiAPI

/// The pieces a failed block's text is made of, for models whose service writes it in another form.
package struct BlockFailureText: Sendable, Hashable {
  /// The form of a failed block on the wire.
  package struct Form: Sendable, Hashable {
    /// Whether what was printed before the failure is a result of its own.
    package var printsApart: Bool
    /// Lines put below the heading of the outermost traceback; nil for none.
    package var frame: String?

    package init(printsApart: Bool = false, frame: String? = nil) {
      self.printsApart = printsApart
      self.frame = frame
    }
  }

  /// What the block printed.
  package var printed: String
  /// What it wrote to standard error.
  package var errors: String
  /// The exception's text, a line break, the traceback.
  package var failure: String
  /// One line for each thing that was left out.
  package var notes: [String]

  package init(printed: String, errors: String = "", failure: String, notes: [String] = []) {
    self.printed = printed
    self.errors = errors
    self.failure = failure
    self.notes = notes
  }

  /// Writes the failure as one result or two.
  ///
  /// - Parameters:
  ///   - form: The form wanted.
  ///   - id: The id of the code.
  /// - Returns: The results in their order; the last one says `OUTCOME_FAILED`.
  package func results(_ form: Form, id: String?) -> [CodeExecutionResult] {
    guard form.printsApart, !printed.isEmpty else { return [result(form, labelled: true, id: id)] }
    return [
      CodeExecutionResult(id: id, outcome: .ok, output: printed), result(form, labelled: false, id: id),
    ]
  }

  /// The failure as one result, with user code's frames only.
  var result: CodeExecutionResult { result(Form(), labelled: true, id: nil) }

  private func result(_ form: Form, labelled: Bool, id: String?) -> CodeExecutionResult {
    let text = errors + (form.frame.map { Self.failure(failure, with: $0) } ?? failure)
    let whole = printed.isEmpty || !labelled ? text : "stdout: \(printed)\nstderr: \(text)"
    return CodeExecutionResult(id: id, outcome: .failed, output: OutcomeText.lines(whole, notes))
  }

  /// Puts lines below the heading of the outermost traceback.
  ///
  /// An exception's text may hold such a heading itself, and stands both before the traceback and in its last line: the
  /// heading looked for is the last one between the two. Python writes the outermost traceback last.
  private static func failure(_ failure: String, with frame: String) -> String {
    let bytes = Array(failure.utf8)
    let heading = Array("Traceback (most recent call last):\n".utf8)
    let headings = bytes.ranges(of: heading).filter { $0.lowerBound == 0 || bytes[$0.lowerBound - 1] == newline }
    guard let last = headings.last else { return failure }
    let trimmed = bytes.last == newline ? bytes.dropLast() : bytes[...]
    let place =
      headings.prefix(headingLimit).lazy.compactMap { begin -> Int? in
        // The text before this heading, if it is the exception's, also ends the whole.
        let text = bytes[..<max(begin.lowerBound - 1, 0)]
        guard trimmed[begin.upperBound...].reversed().starts(with: text.reversed()) else { return nil }
        let end = trimmed.endIndex - text.count
        return headings.last { $0.upperBound <= end }?.upperBound
      }
      .first ?? last.upperBound
    let lines = Array(frame.utf8) + (frame.utf8.last == newline || frame.isEmpty ? [] : [newline])
    return String(decoding: bytes[..<place] + lines + bytes[place...], as: UTF8.self)
  }

  /// A text of headings only would cost its length squared.
  private static let headingLimit = 64
  private static let newline = UInt8(ascii: "\n")
}
