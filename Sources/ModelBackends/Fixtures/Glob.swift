/// A shell-like pattern: `*` stands for any text, `?` for one character; letters are compared without case.
struct Glob: Hashable, Sendable {
  let pattern: String
  private let characters: [Character]

  init(_ pattern: String) {
    self.pattern = pattern
    characters = Array(pattern.lowercased())
  }

  /// Whether the whole of a text fits; takes at most the product of both lengths in steps.
  func matches(_ text: String) -> Bool {
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
