/// Finds the name a mistyped one was meant to be.
package enum NearestName {
  /// Longer names are not compared: nobody mistypes them, and the cost grows with the product of the lengths.
  private static let maximumLength = 64

  /// The candidate that is at most a third of its letters away, the first of equals.
  package static func suggestion(for name: String, among candidates: some Sequence<String>) -> String? {
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
      let distance = distance(name.lowercased(), candidate.lowercased())
      guard distance <= max(1, candidate.count / 3), distance < candidate.count, distance < best?.distance ?? .max
      else { continue }
      best = (candidate, distance)
    }
    return best?.candidate
  }

  /// The end of a message about an unknown name: `; did you mean 'prompt'?`, empty where no candidate is near.
  package static func question(about name: String, among candidates: some Sequence<String>) -> String {
    suggestion(for: name, among: candidates).map { "; did you mean '\($0)'?" } ?? ""
  }

  /// What to write in the place of an unknown name: `did you mean 'prompt'?`, else which names there are.
  package static func advice(about name: String, among known: [String]) -> String {
    suggestion(for: name, among: known).map { "did you mean '\($0)'?" } ?? "known are \(known.joined(separator: ", "))"
  }

  /// Insertions, deletions, replacements and swaps of neighbours between two names (optimal string alignment).
  package static func distance(_ first: String, _ second: String) -> Int {
    let first = Array(first.unicodeScalars)
    let second = Array(second.unicodeScalars)
    guard first.count <= maximumLength, second.count <= maximumLength else { return .max }
    guard !first.isEmpty, !second.isEmpty else { return max(first.count, second.count) }
    var beforeLast: [Int] = []
    var last = Array(0...second.count)
    for row in 1...first.count {
      var current = [row]
      for column in 1...second.count {
        let replaced = last[column - 1] + (first[row - 1] == second[column - 1] ? 0 : 1)
        var cost = min(last[column] + 1, current[column - 1] + 1, replaced)
        if row > 1, column > 1, first[row - 1] == second[column - 2], first[row - 2] == second[column - 1] {
          cost = min(cost, beforeLast[column - 2] + 1)
        }
        current.append(cost)
      }
      beforeLast = last
      last = current
    }
    return last[second.count]
  }
}
