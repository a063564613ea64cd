import GeminiAPI
import Generation
import Testing

@Suite struct UsageAccountTests {
  private static let events: [GenerationEvent] = [
    .thought("I should compute this."),
    .text("Let me run code.\n"),
    .executableCode(ExecutableCode(code: "print(sum(range(10)))\n")),
    .codeExecutionResult(CodeExecutionResult(outcome: .ok, output: "45\n")),
    .outputFile(Blob(mimeType: "image/png", data: [0x89])),
    .text("The sum is 45."),
    .finished(Ending(.stop)),
  ]

  private func sum(_ usage: UsageMetadata) -> Int {
    [
      usage.promptTokenCount, usage.candidatesTokenCount, usage.toolUsePromptTokenCount, usage.thoughtsTokenCount,
    ].reduce(0) { $0 + ($1 ?? 0) }
  }

  @Test func `the total is the sum of its parts after every event and never falls`() {
    var prompt = TokenTally()
    prompt.text = 21
    var account = UsageAccount(prompt: PromptTokens(all: prompt))
    var totals: [Int] = []
    for event in Self.events {
      if case .text("The sum is 45.") = event { account.countFurtherPass() }
      account.count(event)
      #expect(account.metadata.totalTokenCount == sum(account.metadata))
      totals.append(account.metadata.totalTokenCount ?? 0)
    }
    #expect(totals == totals.sorted())
  }

  @Test func `a further pass is fed the prompt and everything so far`() throws {
    var prompt = TokenTally()
    prompt.text = 21
    var account = UsageAccount(prompt: PromptTokens(all: prompt))
    for event in Self.events.prefix(5) { account.count(event) }
    let before = account.metadata
    #expect(before.toolUsePromptTokenCount == nil)
    account.countFurtherPass()
    let results = TokenCounter().tokens(in: "45\n") + 258
    #expect(account.metadata.toolUsePromptTokenCount == (before.totalTokenCount ?? 0) + results)
    #expect(account.metadata.toolUsePromptTokensDetails.map(\.modality) == [.text, .image])
    #expect(
      account.metadata.toolUsePromptTokensDetails.reduce(0) { $0 + $1.tokenCount }
        == account.metadata.toolUsePromptTokenCount
    )
    #expect(account.metadata.candidatesTokenCount == before.candidatesTokenCount)
  }

  @Test func `passes are summed`() {
    var prompt = TokenTally()
    prompt.text = 10
    var account = UsageAccount(prompt: PromptTokens(all: prompt))
    account.countFurtherPass()
    account.countFurtherPass()
    #expect(account.metadata.toolUsePromptTokenCount == 20)
  }
}
