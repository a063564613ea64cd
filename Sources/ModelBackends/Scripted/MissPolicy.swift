/// What is answered where no fixture matches.
package enum MissPolicy: String, CaseIterable, Sendable {
  /// 400, with what came nearest.
  case error
  /// The prompt.
  case echo
  /// What a helpful model might do: fenced code runs, an offered function is called with arguments that fit, and code
  /// execution computes with the prompt's numbers.
  case auto
  /// What another server answers, as if there were no script.
  case upstream
}

/// Told what the scripted model does with requests.
package protocol FixtureObserver: Sendable {
  /// - Parameters:
  ///   - fixture: The name of the fixture that answers.
  ///   - location: Where it stands.
  ///   - conversation: The request.
  func answered(by fixture: String, at location: SourceLocation, _ conversation: Conversation)

  /// - Parameter conversation: A request no fixture answers.
  func missed(_ conversation: Conversation)
}

/// Forgets what it is told.
package struct NoFixtureObserver: FixtureObserver {
  package init() {}

  package func answered(by fixture: String, at location: SourceLocation, _ conversation: Conversation) {}
  package func missed(_ conversation: Conversation) {}
}
