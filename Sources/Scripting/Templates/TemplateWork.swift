import ModelBackends

/// What the templates of one reply may still cost: sections over lists multiply, and many tags may read one large value.
struct TemplateWork {
  /// Bytes of the values put in and of those read for them, and of each section once for each element it repeats for.
  static let maximumBytes = 16 << 20

  private var left = maximumBytes
  /// Whether more was asked for than there was.
  private(set) var isOver = false

  /// Takes some bytes.
  ///
  /// - Returns: Whether they are there; once they are not, nothing is.
  mutating func take(_ bytes: Int) -> Bool {
    guard !isOver, bytes <= left else {
      isOver = true
      return false
    }
    left -= bytes
    return true
  }
}

/// A section that is in no other, for what it costs to repeat it, or what stands in it.
struct TemplateSection: Sendable {
  /// As it is written, without braces.
  var tag: String
  var location: SourceLocation
  /// Bytes with all tags in it, as mustache reads them.
  var size: Int
}

extension TemplateValue {
  /// What it costs to look up a member, in bytes.
  func cost(ofMember name: String) -> Int {
    switch self {
    case .object(let members): members.count
    // Both are read anew from what was printed.
    case .run(let run) where name == "lines" || name == "json": run.output.utf8.count
    default: 1
    }
  }

  /// What it costs to apply a function, in bytes; what it makes is counted by who reads that.
  func cost(of transform: TemplateTransform) -> Int {
    switch (self, transform) {
    case (.text(let text), _): text.utf8.count
    case (.list(let elements), .reversed): elements.count
    case (.list(let elements), .sorted):
      elements.reduce(0) { $0 + $1.rendered.utf8.count + 1 } * (Int.bitWidth - elements.count.leadingZeroBitCount)
    default: 1
    }
  }
}
