/// What a model's tokens cost, in US dollars a million tokens.
package struct Price: Hashable, Sendable, Decodable {
  /// Text, images, video and documents of the prompt.
  package var input: Double
  /// Audio of the prompt; nil where it costs what `input` says.
  package var audioInput: Double?
  /// The part of the prompt that comes from a cache; nil where that costs what `input` says.
  package var cachedInput: Double?
  /// Text and code, thoughts included.
  package var output: Double
  /// Images a model draws; nil where they cost what `output` says.
  package var imageOutput: Double?
  /// What long prompts cost; nil where length makes no difference.
  package var longPrompt: LongPrompt?

  /// What changes with a long prompt, for all its tokens and the answer's.
  package struct LongPrompt: Hashable, Sendable, Decodable {
    /// In tokens.
    package var above: Int
    package var input: Double
    package var cachedInput: Double?
    package var output: Double

    enum CodingKeys: String, CodingKey, CaseIterable {
      case above, input, cachedInput, output
    }
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case input, audioInput, cachedInput, output, imageOutput, longPrompt
  }

  /// The price of a prompt of some length.
  ///
  /// - Parameter promptTokens: The whole prompt.
  /// - Returns: A price without `longPrompt`.
  package func forPrompt(of promptTokens: Int) -> Price {
    var price = self
    price.longPrompt = nil
    guard let long = longPrompt, promptTokens > long.above else { return price }
    price.input = long.input
    price.cachedInput = long.cachedInput ?? cachedInput
    price.output = long.output
    return price
  }

  /// All amounts, for checks.
  var amounts: [Double] {
    [
      input, audioInput, cachedInput, output, imageOutput, longPrompt?.input, longPrompt?.cachedInput,
      longPrompt?.output,
    ]
    .compactMap(\.self)
  }
}

extension ModelCatalog {
  /// What a model costs.
  ///
  /// - Parameter model: The model's name, with or without `models/`; it need not be in the file, as a recorded answer may
  ///   come from any.
  /// - Returns: The price whose name the model's begins with, the longest where several do; nil for none.
  package func price(model: String) -> Price? {
    var name = model.hasPrefix("models/") ? model.dropFirst("models/".count) : model[...]
    while true {
      if let price = prices[String(name)] { return price }
      guard let hyphen = name.utf8.lastIndex(of: UInt8(ascii: "-")) else { return nil }
      name = name[..<hyphen]
    }
  }
}
