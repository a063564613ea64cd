import GeminiAPI
import ModelBackends

/// Finds the key somebody most likely meant.
enum NearestKey {
  /// The candidate with the fewest edits.
  ///
  /// - Parameters:
  ///   - name: What was written.
  ///   - candidates: What may be written; at least one.
  /// - Returns: The nearest candidate, the first of several.
  static func of(_ name: String, among candidates: [String]) -> String {
    let written = String(name.lowercased().prefix(bytes: NearestName.maximumLength))
    return candidates.min { NearestName.distance(written, $0) < NearestName.distance(written, $1) } ?? ""
  }
}
