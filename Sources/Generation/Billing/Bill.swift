package import GeminiAPI
package import ModelBackends

/// What one response, or several of one model, would cost.
package struct Bill: Hashable, Sendable, Codable {
  /// Tokens by what they cost.
  package struct Tokens: Hashable, Sendable, Codable {
    /// Prompt tokens but those of the next two.
    package var input = 0
    package var audioInput = 0
    package var cachedInput = 0
    /// Text, code, thoughts and, by the guide, results of code.
    package var output = 0
    /// Images the model itself drew.
    package var imageOutput = 0

    package init() {}

    package var allInput: Int { input + audioInput + cachedInput }
    package var allOutput: Int { output + imageOutput }
  }

  package private(set) var tokens = Tokens()
  package private(set) var cost = Dollars()

  /// A bill of nothing.
  package init() {}

  /// Makes the bill of one response.
  ///
  /// - Parameters:
  ///   - usage: The counts of its last chunk.
  ///   - results: What its code gave, output and files together; no part of `usage` tells that alone.
  ///   - rule: What is paid for.
  ///   - price: What the model's tokens cost; nil costs nothing.
  package init(usage: UsageMetadata, results: Int, rule: BillingRule, price: Price?) {
    let prompt = Self.count(usage.promptTokenCount)
    let cached = min(Self.count(usage.cachedContentTokenCount), prompt)
    let candidates = Self.count(usage.candidatesTokenCount)
    tokens.cachedInput = cached
    tokens.audioInput = min(Self.count(usage.promptTokensDetails, .audio), prompt - cached)
    tokens.input = prompt - cached - tokens.audioInput
    tokens.imageOutput = min(Self.count(usage.candidatesTokensDetails, .image), candidates)
    tokens.output = candidates - tokens.imageOutput + Self.count(usage.thoughtsTokenCount)
    switch rule {
    case .guide: tokens.output += results
    case .observed: tokens.input += Self.count(usage.toolUsePromptTokenCount)
    }
    guard let price = price?.forPrompt(of: prompt) else { return }
    cost += Dollars(tokens.input, at: price.input)
    cost += Dollars(tokens.audioInput, at: price.audioInput ?? price.input)
    cost += Dollars(tokens.cachedInput, at: price.cachedInput ?? price.input)
    cost += Dollars(tokens.output, at: price.output)
    cost += Dollars(tokens.imageOutput, at: price.imageOutput ?? price.output)
  }

  package static func += (bill: inout Bill, other: Bill) {
    bill.tokens.input += other.tokens.input
    bill.tokens.audioInput += other.tokens.audioInput
    bill.tokens.cachedInput += other.tokens.cachedInput
    bill.tokens.output += other.tokens.output
    bill.tokens.imageOutput += other.tokens.imageOutput
    bill.cost += other.cost
  }

  /// Counts come from recorded answers too, which may hold anything; a billion of each can be added up.
  static func count(_ tokens: Int?) -> Int {
    min(max(tokens ?? 0, 0), 1_000_000_000)
  }

  private static func count(_ details: [ModalityTokenCount], _ modality: Modality) -> Int {
    details.reduce(0) { $1.modality == modality ? $0 + count($1.tokenCount) : $0 }
  }
}

/// An amount of US dollars, exact to a billionth of a cent; one token costs down to some millionths of a cent.
package struct Dollars: Hashable, Sendable, CustomStringConvertible, Codable {
  /// 10⁻¹¹ dollars each.
  private var units = 0

  private static let unitsPerDollar = 100_000_000_000

  /// Nothing.
  package init() {}

  /// The cost of some tokens.
  ///
  /// - Parameters:
  ///   - tokens: How many; at most a few billion.
  ///   - price: Dollars a million of them, at most 100000.
  package init(_ tokens: Int, at price: Double) {
    let perToken = Int((price * Double(Self.unitsPerDollar / 1_000_000)).rounded())
    let (product, overflow) = tokens.multipliedReportingOverflow(by: perToken)
    units = overflow ? .max : product
  }

  /// Reads a JSON number.
  package init(from decoder: any Decoder) throws {
    let dollars = try decoder.singleValueContainer().decode(Double.self)
    units = Int(exactly: (dollars * Double(Self.unitsPerDollar)).rounded()) ?? .max
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(Double(units) / Double(Self.unitsPerDollar))
  }

  package static func += (sum: inout Dollars, other: Dollars) {
    let (total, overflow) = sum.units.addingReportingOverflow(other.units)
    sum.units = overflow ? .max : total
  }

  /// Decimal digits without an exponent, at least two behind the point: `0.0004813`, `12.00`.
  package var description: String {
    // The one in front keeps the noughts behind the point.
    var fraction = Self.unitsPerDollar + units % Self.unitsPerDollar
    while fraction >= 1_000, fraction % 10 == 0 { fraction /= 10 }
    return String(units / Self.unitsPerDollar) + "." + String(fraction).dropFirst()
  }
}
