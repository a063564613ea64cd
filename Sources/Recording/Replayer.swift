package import GeminiAPI
import ModelBackends
import Synchronization

/// Answers requests with their recorded answers, and no other requests.
package final class Replayer: Sendable {
  private struct Candidate {
    /// Its place among all recordings.
    var number: Int
    var interaction: RecordedInteraction
    var variant: RequestVariant
  }

  private let candidates: [RecordingKey: [Candidate]]
  /// How many answers were given of those that one question may be answered with, by their numbers.
  private let given = Mutex(NamespaceCounts())

  /// Reads every `*.json` of a directory, by name.
  ///
  /// - Parameter directory: The directory.
  /// - Throws: What is wrong with the first invalid file, or that the directory is empty.
  package init(directory: String) throws(RecordingError) {
    let read = try RecordingFile.readAll(directory: directory)
    candidates = Dictionary(
      grouping: read.enumerated().map { number, interaction in
        Candidate(number: number, interaction: interaction, variant: RequestVariant(interaction))
      },
      by: \.interaction.key
    )
  }

  /// The answer to a request: the first time the first recorded one, and so on; the last one stays.
  ///
  /// Where recordings with the request's key differ, those of its surface go before others, then those with its settings
  /// and instruction, then those of its test.
  ///
  /// - Parameters:
  ///   - question: The request; its answer is not read.
  ///   - namespace: The namespace of the request.
  /// - Returns: The recorded answer.
  /// - Throws: `FAILED_PRECONDITION`, which clients do not retry, with the nearest recording and how it differs.
  package func answer(to question: RecordedInteraction, in namespace: String) throws(Status) -> RecordedInteraction {
    let key = question.key
    guard let list = candidates[key] else { throw missing(key) }
    let nearest = Self.nearest(to: RequestVariant(question), among: list)
    let choice = nearest.map { "\($0.number)" }.joined(separator: " ")
    let number = given.withLock { $0.count(choice, in: namespace) }
    return nearest[min(number, nearest.count) - 1].interaction
  }

  /// Those that agree in most, at least one.
  private static func nearest(to variant: RequestVariant, among list: [Candidate]) -> [Candidate] {
    let agreements: [(RequestVariant) -> Bool] = [
      { $0.isVertex == variant.isVertex }, { $0.settings == variant.settings }, { $0.testName == variant.testName },
    ]
    return agreements.reduce(list) { nearest, agrees in
      let agreeing = nearest.filter { agrees($0.variant) }
      return agreeing.isEmpty ? nearest : agreeing
    }
  }

  /// Starts over, in one namespace or in all.
  package func reset(namespace: String?) {
    given.withLock { $0.reset(namespace: namespace) }
  }

  private func missing(_ key: RecordingKey) -> Status {
    let nearest = candidates.keys.map { ($0, key.distance(to: $0)) }.min { ($0.1, $0.0.text) < ($1.1, $1.0.text) }?.0
    var message = "This request was not recorded: \(key.text.prefix(bytes: 400))."
    if let nearest {
      let differences = key.differences(from: nearest)
      let missing = differences.missing.prefix(5).map { "- \($0)" }
      let added = differences.added.prefix(5).map { "+ \($0)" }
      message += "\nThe nearest recording differs in:\n" + (missing + added).joined(separator: "\n")
    }
    message += "\nRecord it with: pollux serve --record DIR --upstream https://generativelanguage.googleapis.com"
    return .failedPrecondition(message)
  }
}
