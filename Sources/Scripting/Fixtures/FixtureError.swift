package import ModelBackends

/// One thing wrong in a fixture file.
package struct FixtureProblem: Hashable, Sendable, CustomStringConvertible {
  package var location: SourceLocation
  package var message: String

  package init(location: SourceLocation, message: String) {
    self.location = location
    self.message = message
  }

  package var description: String { "\(location): \(message)" }
}

/// Everything that is wrong with a set of fixtures, so that one start shows all of it.
package struct FixtureError: Error, Hashable, Sendable, CustomStringConvertible {
  package var problems: [FixtureProblem]

  package init(problems: [FixtureProblem]) {
    self.problems = problems
  }

  /// One line a problem.
  package var description: String { problems.map(\.description).joined(separator: "\n") }
}
