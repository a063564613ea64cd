/// A shell-like pattern: `*` stands for any text, `?` for one character; letters are compared without case.
struct Glob: Hashable, Sendable {
  /// Bytes a pattern may have.
  static let maximumPatternLength = 1000
  /// Bytes a text may have; a longer one fits no pattern but `*`, and no name or media type is as long.
  static let maximumTextLength = 64 << 10

  let pattern: String
  private let characters: [Character]

  init(_ pattern: String) {
    self.pattern = pattern
    characters = Array(pattern.lowercased())
  }

  /// Whether the whole of a text fits; takes at most the product of both lengths in steps.
  func matches(_ text: String) -> Bool {
    guard text.utf8.count <= Self.maximumTextLength else { return pattern == "*" }
    let text = Array(text.lowercased())
    var position = 0
    var index = 0
    var star: (index: Int, position: Int)?
    while position < text.count {
      if index < characters.count, characters[index] == "*" {
        star = (index, position)
        index += 1
      } else if index < characters.count, characters[index] == "?" || characters[index] == text[position] {
        index += 1
        position += 1
      } else if let last = star {
        star = (last.index, last.position + 1)
        index = last.index + 1
        position = last.position + 1
      } else {
        return false
      }
    }
    return characters[index...].allSatisfy { $0 == "*" }
  }
}
