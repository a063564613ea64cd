package import GeminiAPI
import Synchronization

/// Answers requests with their recorded answers, and no other requests.
package final class Replayer: Sendable {
  private let interactions: [RecordingKey: [RecordedInteraction]]
  /// How many answers of each key were given, by namespace.
  private let given = Mutex<[String: [RecordingKey: Int]]>([:])

  package var count: Int { interactions.values.reduce(0) { $0 + $1.count } }

  /// Reads every `*.json` of a directory, by name.
  ///
  /// - Parameter directory: The directory.
  /// - Throws: What is wrong with the first invalid file, or that the directory is empty.
  package init(directory: String) throws(RecordingError) {
    interactions = Dictionary(grouping: try RecordingFile.readAll(directory: directory), by: \.key)
  }

  /// The answer to a request: the first time the first recorded one, and so on; the last one stays.
  ///
  /// - Parameters:
  ///   - key: The request.
  ///   - namespace: The namespace of the request.
  /// - Returns: The recorded answer.
  /// - Throws: `FAILED_PRECONDITION`, which clients do not retry, with the nearest recording and how it differs.
  package func answer(to key: RecordingKey, in namespace: String) throws(Status) -> RecordedInteraction {
    guard let list = interactions[key], let last = list.last else { throw missing(key) }
    let number = given.withLock { given in
      defer { given[namespace, default: [:]][key, default: 0] += 1 }
      return given[namespace]?[key] ?? 0
    }
    return number < list.count ? list[number] : last
  }

  /// Starts over, in one namespace or in all.
  package func reset(namespace: String?) {
    given.withLock { given in
      if let namespace { given[namespace] = nil } else { given = [:] }
    }
  }

  private func missing(_ key: RecordingKey) -> Status {
    let nearest = interactions.keys.map { ($0, key.distance(to: $0)) }.min { ($0.1, $0.0.text) < ($1.1, $1.0.text) }?.0
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
