import Foundation
import GeminiAPI
package import Logging
import Synchronization
import TelemetryNames

/// Writes interactions into a directory, one file for each distinct request.
///
/// A different answer to the same request is added after the earlier ones, in the order they came.
package final class Recorder: Sendable {
  private struct State {
    /// The interactions of this run, by key: each run rewrites its files.
    var recorded: [RecordingKey: [RecordedInteraction]] = [:]
    var names: [RecordingKey: String] = [:]
    var taken: Set<String> = []
  }

  private let directory: String
  private let logger: Logger
  private let state = Mutex(State())

  /// - Parameters:
  ///   - directory: The directory of the files; it is created if it is missing.
  ///   - logger: Reports recordings that could not be written.
  /// - Throws: If the directory cannot be created.
  package init(directory: String, logger: Logger) throws(RecordingError) {
    self.directory = directory
    self.logger = logger
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw RecordingError("\(directory) could not be created: \(error)")
    }
  }

  /// Records an interaction.
  ///
  /// The client gets its answer in any case: if the file cannot be written, the log says why.
  package func add(_ interaction: RecordedInteraction) {
    let key = interaction.key
    state.withLock { state in
      // A retry with the same answer adds nothing.
      let variant = RequestVariant(interaction)
      let last = state.recorded[key]?.last { RequestVariant($0) == variant }
      if last?.hasSameAnswer(as: interaction) == true { return }
      state.recorded[key, default: []].append(interaction)
      let name = state.names[key] ?? RecordingName.make(for: interaction, apartFrom: state.taken)
      state.names[key] = name
      state.taken.insert(name)
      let path = "\(directory)/\(name)"
      do {
        let text = RecordingFile.text(state.recorded[key] ?? [])
        guard text.count <= RecordingFile.maximumSize else {
          state.recorded[key]?.removeLast()
          throw RecordingError(
            "the file would be larger than \(RecordingFile.maximumSize) bytes, the largest size that is read"
          )
        }
        try Data(text).write(to: URL(fileURLWithPath: path), options: .atomic)
      } catch {
        logger.error(
          "A recording could not be written; its client still got the answer",
          metadata: [LogKeys.path: "\(path)", LogKeys.error: "\(error)"]
        )
      }
    }
  }
}

extension Recorder {
  /// Logs that an answer was passed on and not recorded.
  ///
  /// - Parameters:
  ///   - interaction: The request.
  ///   - limit: The largest answer that is recorded, in bytes.
  package func tellTooLarge(_ interaction: RecordedInteraction, limit: Int) {
    logger.error(
      "An answer is not recorded: it is larger than \(limit) bytes",
      metadata: [LogKeys.path: "\(interaction.path.prefix(bytes: 200))"]
    )
  }
}

/// The names of recordings' files: only letters, digits and dashes, never a name from a client.
enum RecordingName {
  /// In bytes, each.
  private static let (longestMethod, longestPrompt) = (32, 48)

  /// Makes a name.
  ///
  /// - Parameters:
  ///   - interaction: The first interaction of the file.
  ///   - taken: Names of other files.
  /// - Returns: The model's method, the beginning of the prompt, a hash that distinguishes it from others, `.json`.
  static func make(for interaction: RecordedInteraction, apartFrom taken: Set<String>) -> String {
    let last = interaction.path.utf8.split(separator: UInt8(ascii: "/")).last.map(Array.init) ?? []
    let method = last.lastIndex(of: UInt8(ascii: ":")).map { slug(last[($0 + 1)...], longestMethod) } ?? ""
    let texts = (interaction.body["contents"]?.elements ?? []).last?["parts"]?.elements?.compactMap { $0["text"]?.text }
    let prompt = slug((texts ?? []).lazy.map(\.utf8).joined(separator: " ".utf8), longestPrompt, words: 6).lowercased()
    let hash = String(FNV(interaction.key.text).value, radix: 16)
    let stem = [method.isEmpty ? "request" : method, prompt, hash].filter { !$0.isEmpty }.joined(separator: "-")
    // A client can make two requests with the same hash.
    let name = (1...).lazy.map { $0 == 1 ? "\(stem).json" : "\(stem)-\($0).json" }.first { !taken.contains($0) }
    return name ?? "\(stem).json"
  }

  /// ASCII letters and digits with dashes for everything between them, cut at a length and a number of words; the rest of
  /// the text is not read.
  private static func slug(_ text: some Sequence<UInt8>, _ longest: Int, words: Int = 1) -> String {
    var slug: [UInt8] = []
    var dashes = 0
    scan: for byte in text {
      guard slug.count < longest else { break }
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        slug.append(byte)
      default:
        guard let last = slug.last, last != UInt8(ascii: "-") else { continue }
        slug.append(UInt8(ascii: "-"))
        dashes += 1
        if dashes == words { break scan }
      }
    }
    while slug.last == UInt8(ascii: "-") { slug.removeLast() }
    return String(decoding: slug, as: UTF8.self)
  }
}

extension RecordedInteraction {
  fileprivate func hasSameAnswer(as other: RecordedInteraction) -> Bool {
    status == other.status && pieces.map(\.bytes) == other.pieces.map(\.bytes)
  }
}
