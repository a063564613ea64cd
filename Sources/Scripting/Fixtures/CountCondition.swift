/// A condition on a count: `3`, `">=2"`, `"<=4"`, `">1"` or `"<5"`.
struct CountCondition: Hashable, Sendable {
  enum Comparison: String, CaseIterable {
    // The longer signs come first, so that reading takes them whole.
    case atLeast = ">="
    case atMost = "<="
    case more = ">"
    case less = "<"
    case equal = ""
  }

  let comparison: Comparison
  let count: Int

  /// Nil where the text is not a condition.
  init?(_ text: String) {
    let text = text.filter { !$0.isWhitespace }
    guard let comparison = Comparison.allCases.first(where: { text.hasPrefix($0.rawValue) }),
      let count = Int(text.dropFirst(comparison.rawValue.count)), count >= 0
    else { return nil }
    self.comparison = comparison
    self.count = count
  }

  init(atLeast count: Int) {
    comparison = .atLeast
    self.count = count
  }

  func holds(for value: Int) -> Bool {
    switch comparison {
    case .atLeast: value >= count
    case .atMost: value <= count
    case .more: value > count
    case .less: value < count
    case .equal: value == count
    }
  }

  /// As a fixture writes it.
  var source: String { comparison.rawValue + String(count) }
}
