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
