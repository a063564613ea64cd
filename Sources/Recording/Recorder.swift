import Foundation
import GeminiAPI
import Synchronization

/// Writes interactions into a directory, a file for each request that differs from all others.
///
/// The same request answered otherwise is kept behind the earlier ones, in the order it came.
package final class Recorder: Sendable {
  private let directory: String
  /// Those of this run, by key: a run writes its files anew.
  private let recorded = Mutex<[RecordingKey: [RecordedInteraction]]>([:])

  /// - Parameter directory: Where files go; it is made where it is missing.
  /// - Throws: Where it cannot be made.
  package init(directory: String) throws(RecordingError) {
    self.directory = directory
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw RecordingError("\(directory) cannot be made: \(error)")
    }
  }

  /// Writes an interaction down.
  package func add(_ interaction: RecordedInteraction) throws {
    let key = interaction.key
    try recorded.withLock { recorded in
      // A retry that was answered the same tells nothing new.
      if recorded[key]?.last?.hasSameAnswer(as: interaction) == true { return }
      recorded[key, default: []].append(interaction)
      let path = "\(directory)/\(Self.name(of: interaction)).json"
      try Data(RecordingFile.text(recorded[key] ?? [])).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
  }

  /// The model's method, the beginning of the prompt, and what tells it from others that begin so.
  private static func name(of interaction: RecordedInteraction) -> String {
    let method = interaction.path.split(separator: ":").last.map(String.init) ?? "request"
    let texts = (interaction.body["contents"]?.elements ?? []).last?["parts"]?.elements?.compactMap { $0["text"]?.text }
    let words = (texts?.joined(separator: " ") ?? "").lowercased().split {
      !($0.isLetter || $0.isNumber) || !$0.isASCII
    }
    let slug = words.prefix(6).joined(separator: "-").prefix(48)
    let hash = String(FNV(interaction.key.text).value, radix: 16)
    return [method, String(slug), hash].filter { !$0.isEmpty }.joined(separator: "-")
  }
}

extension RecordedInteraction {
  fileprivate func hasSameAnswer(as other: RecordedInteraction) -> Bool {
    status == other.status && pieces.map(\.bytes) == other.pieces.map(\.bytes)
  }
}
