import GeminiAPI

/// Makes vectors that stand in for a model's: equal contents have equal ones, contents with words in common near ones.
///
/// Each word has a direction of its own, drawn by a generator that starts at the word's hash; a content is the sum of its
/// words' directions, and a little of one for the whole, so that the order of words counts too. Nothing is known of
/// meaning.
enum TextEmbedding {
  /// The service reads 2,048 tokens of an input.
  private static let maximumWords = 2_048

  /// Makes the vector of a content.
  ///
  /// - Parameters:
  ///   - content: Texts and files.
  ///   - dimensions: How many numbers the model gives.
  ///   - wanted: How many of them are wanted, the first ones.
  /// - Returns: As many numbers as wanted, of length one together.
  static func embedding(of content: Content, dimensions: Int, wanted: Int) -> ContentEmbedding {
    let count = max(1, min(wanted, dimensions))
    var sum = [Float](repeating: 0, count: count)
    var whole = FNV()
    var words = 0
    for part in content.parts {
      switch part.data {
      case .text(let text)?:
        whole.take(text.utf8)
        for word in text.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).prefix(maximumWords - words) {
          add(FNV(word.lowercased()).value, weight: 1, to: &sum)
          words += 1
        }
      case .inlineData(let blob)?:
        var hash = FNV()
        blob.data.forEachPiece { hash.take($0) }
        add(hash.value, weight: 1, to: &sum)
        blob.data.forEachPiece { whole.take($0) }
      default: break
      }
    }
    add(whole.value, weight: 0.1, to: &sum)
    let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return ContentEmbedding(values: sum.map { $0 / length })
  }

  private static func add(_ seed: UInt64, weight: Float, to sum: inout [Float]) {
    var random = SplitMix(state: seed)
    for index in sum.indices {
      sum[index] += weight * (Float(random.next() >> 40) / Float(1 << 23) - 1)
    }
  }
}
