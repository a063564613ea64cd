import TestSupport
import Testing

/// Tries one bound of `docs/limits.md`: what is at it is accepted, what is beyond it gets the answer the page names.
///
/// To add a bound:
/// 1. Write its row under the heading of its area in `docs/limits.md`: a name of lower-case words with hyphens, what is
///    counted, the number with its unit (`4 MiB`, `30 s`, `100 levels`), and the answer beyond it. That cell begins with
///    the HTTP status, where there is one; whatever it has in backticks must stand in the answer.
/// 2. Add a probe of the same name to the array of its area, `Limits/<Area>Limits.swift`. Both closures get the row and
///    take the number from it, `limit.bound`, so that a page with another number than the code's fails.
///
/// A row without a probe fails, and so does a probe without a row. Closures ask `ServerProcess.current`, a server of the
/// suite's with the built-in script and all defaults; one that needs other settings starts its own. Most send an HTTP
/// request and return its answer; whatever else shows the bound returns a ``LimitAttempt`` made by hand. A bound of time too
/// long for a test is shown by ``init(_:constant:shownBy:)``.
struct LimitProbe: Sendable {
  typealias Attempt = @Sendable (Limit) async throws -> LimitAttempt

  let name: String
  let at: Attempt
  let beyond: Attempt

  /// - Parameters:
  ///   - name: The name of the row.
  ///   - at: Does as much as the bound allows.
  ///   - beyond: Does a little more.
  init(_ name: String, at: @escaping Attempt, beyond: @escaping Attempt) {
    (self.name, self.at, self.beyond) = (name, at, beyond)
  }

  /// As `init(_:at:beyond:)`, where both differ in one number: `send` is called with the bound and with one more.
  init(_ name: String, _ send: @escaping @Sendable (_ count: Int) async throws -> LimitAttempt) {
    self.init(name) {
      try await send($0.bound)
    } beyond: {
      try await send($0.bound + 1)
    }
  }

  /// A bound nobody can wait for: the page has the number the code uses.
  ///
  /// - Parameters:
  ///   - name: The name of the row.
  ///   - constant: The number in the code, with the page's factor: milliseconds, bytes or a count.
  ///   - test: The test that shows what happens beyond it, with a smaller number; for readers.
  init(_ name: String, constant: @escaping @Sendable () async throws -> Int, shownBy test: String) {
    self.init(name) { limit in
      let constant = try await constant()
      return LimitAttempt(isAccepted: constant == limit.bound, text: "the code has \(constant); see \(test)")
    } beyond: { limit in
      LimitAttempt(isAccepted: false, status: limit.status, text: limit.words.joined(separator: " "))
    }
  }
}

/// What came of doing as much as a bound allows, or more.
struct LimitAttempt: Sendable {
  var isAccepted: Bool
  /// The HTTP status; nil where there was no answer.
  var status: Int?
  /// The answer, or what else was seen.
  var text: String

  init(isAccepted: Bool, status: Int? = nil, text: String) {
    (self.isAccepted, self.status, self.text) = (isAccepted, status, text)
  }

  init(_ answer: HTTPAnswer) {
    self.init(isAccepted: (200..<300).contains(answer.status), status: answer.status, text: answer.text)
  }
}
