/// What the templates of one file may still cost: a few bytes of a fixture can ask for a great deal.
struct TemplateBudget {
  /// Words of `lorem` in one file.
  static let maximumWords = 1_000_000
  /// Tags of a text times its bytes, summed over a file: swift-mustache measures what is left of the text at every tag,
  /// 3 ns a byte.
  static let maximumSteps = 50_000_000

  private var words = maximumWords
  private var steps = maximumSteps

  /// Takes the words of one text.
  ///
  /// - Throws: What a message says where they are too many.
  mutating func take(words count: Int) throws(TemplateComplaint) {
    guard count <= words else {
      throw TemplateComplaint("the texts of one file have at most \(Self.maximumWords) words of lorem together")
    }
    words -= count
  }

  /// Takes a text that is compiled.
  ///
  /// - Throws: What a message says where that takes too long.
  mutating func take(tags: Int, of size: Int) throws(TemplateComplaint) {
    guard tags * size <= steps else {
      throw TemplateComplaint(
        "the templates of one file are too large together: each text counts with its bytes times its tags, and at most "
          + "\(Self.maximumSteps) are read; put what has no tag into steps of its own"
      )
    }
    steps -= tags * size
  }
}
