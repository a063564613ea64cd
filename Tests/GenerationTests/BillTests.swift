import GeminiAPI
import Generation
import ModelBackends
import Testing

/// What a response costs by either rule.
@Suite struct BillTests {
  /// An answer of the service, recorded in 2025 from gemini-2.5-flash: code, a result of 9 tokens, a summary.
  private static let recorded = usage(prompt: 21, candidates: 96, toolUse: 160, thoughts: 86, total: 363)
  private static let resultTokens = 9

  private static func usage(prompt: Int, candidates: Int, toolUse: Int, thoughts: Int, total: Int) -> UsageMetadata {
    var usage = UsageMetadata(promptTokenCount: prompt, candidatesTokenCount: candidates, totalTokenCount: total)
    usage.toolUsePromptTokenCount = toolUse
    usage.thoughtsTokenCount = thoughts
    return usage
  }

  private static let prices = """
    models: [{id: a, displayName: A, description: A., version: "1", generation: "2.5", inputTokenLimit: 1,
      outputTokenLimit: 1, supportedGenerationMethods: [], codeExecution: true, thinking: false}]
    inputFileTypes: {}
    prices:
      gemini-2.5-flash: {input: 0.30, audioInput: 1.00, cachedInput: 0.03, output: 2.50, imageOutput: 30}
      gemini-2.5-flash-lite: {input: 0.10, output: 0.40}
      gemini-2.5-pro: {input: 1.25, output: 10, longPrompt: {above: 200000, input: 2.50, output: 15}}
      gemini-2.5-pro-next: null
    """

  private func price(_ model: String) throws -> Price? {
    try ModelCatalog.parse(yaml: Self.prices, file: "models.yaml").price(model: model)
  }

  @Test func `by the guide the prompt is paid once, and all that comes back is output`() throws {
    let price = try price("gemini-2.5-flash")
    let bill = Bill(usage: Self.recorded, results: Self.resultTokens, rule: .guide, price: price)
    #expect(bill.tokens.allInput == 21)
    #expect(bill.tokens.allOutput == 96 + 86 + 9)
    // 21 × 0.30 + 191 × 2.50 = 483.8 millionths.
    #expect(bill.cost.description == "0.0004838")
  }

  @Test func `by usageMetadata what was fed again is input, and input and output are the total`() throws {
    let price = try price("gemini-2.5-flash")
    let bill = Bill(usage: Self.recorded, results: Self.resultTokens, rule: .observed, price: price)
    #expect(bill.tokens.allInput == 21 + 160)
    #expect(bill.tokens.allOutput == 96 + 86)
    #expect(bill.tokens.allInput + bill.tokens.allOutput == Self.recorded.totalTokenCount)
    // 181 × 0.30 + 182 × 2.50 = 509.3 millionths.
    #expect(bill.cost.description == "0.0005093")
  }

  @Test func `cached, heard and drawn tokens have prices of their own`() throws {
    var usage = UsageMetadata(promptTokenCount: 1_000_000, candidatesTokenCount: 1_000_000)
    usage.cachedContentTokenCount = 400_000
    usage.promptTokensDetails = [ModalityTokenCount(modality: .audio, tokenCount: 100_000)]
    usage.candidatesTokensDetails = [ModalityTokenCount(modality: .image, tokenCount: 500_000)]
    let bill = Bill(usage: usage, results: 0, rule: .guide, price: try price("gemini-2.5-flash"))
    #expect(bill.tokens.allInput == 1_000_000)
    #expect(bill.tokens.allOutput == 1_000_000)
    // 0.5 × 0.30 + 0.1 × 1.00 + 0.4 × 0.03 + 0.5 × 2.50 + 0.5 × 30.
    #expect(bill.cost.description == "16.512")
  }

  @Test(arguments: [(200_000, "0.25"), (200_001, "0.5000025")])
  func `a prompt beyond the bound makes the whole call dearer`(prompt: Int, cost: String) throws {
    let usage = UsageMetadata(promptTokenCount: prompt)
    let bill = Bill(usage: usage, results: 0, rule: .guide, price: try price("gemini-2.5-pro"))
    #expect(bill.cost.description == cost)
  }

  @Test(arguments: [
    ("gemini-2.5-flash", 0.30), ("models/gemini-2.5-flash-preview-09-2025", 0.30), ("gemini-2.5-flash-lite-001", 0.10),
    ("gemini-2.5-flashy", nil), ("gemini-2.5-pro-next", nil), ("gemini-9", nil),
  ])
  func `the longest beginning of a name tells the price`(model: String, input: Double?) throws {
    #expect(try price(model)?.input == input)
  }

  @Test func `absurd counts of a recorded answer neither trap nor turn negative`() throws {
    var usage = Self.usage(prompt: .max, candidates: -5, toolUse: .max, thoughts: .min, total: .max)
    usage.cachedContentTokenCount = .max
    let catalog = try ModelCatalog.parse(yaml: Self.prices, file: "models.yaml")
    let ledger = UsageLedger(catalog: catalog)
    for _ in 0..<3 { ledger.enter(model: "gemini-2.5-flash", usage: usage, results: 7) }
    #expect(ledger.report.total.tokens.allInput == 3_000_000_000)
    #expect(ledger.report.total.tokens.allOutput == 21)
  }
}
