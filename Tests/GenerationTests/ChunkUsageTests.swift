import GeminiAPI
import Generation
import ModelBackends
import Testing

/// A response of two runs with thoughts and media, counted as the pipeline counts.
@Suite("Token counts in a stream")
struct ChunkUsageTests {
  static let events: [GenerationEvent?] = [
    .thought("Think about it."), .text("Now run it.\n"), .executableCode(ExecutableCode(code: "print(1)\n")),
    .codeExecutionResult(CodeExecutionResult(outcome: .ok, output: "1\n")),
    .outputFile(Blob(mimeType: "image/png", data: [1])), nil,
    .thought("Once more, then."), .executableCode(ExecutableCode(code: "print(22)\n")),
    .codeExecutionResult(CodeExecutionResult(outcome: .failed, output: "no")), nil,
    .text("It is"), .text(" 1."), .finished(Ending(.stop)),
  ]

  static let dialects: [Dialect] = {
    var dialects: [Dialect] = []
    for scope in [Dialect.UsageScope.response, .pass] {
      for results in [Dialect.UsageOnResults.repeated, .promptOnly] {
        for isThird in [true, false] {
          var dialect = Dialect()
          (dialect.usageScope, dialect.usageOnResults) = (scope, results)
          (dialect.emptyLastChunk, dialect.thoughtsInToolUsePrompt) = (isThird, isThird)
          dialect.hiddenPromptTokens = isThird ? 60 : 0
          dialects.append(dialect)
        }
      }
    }
    return dialects
  }()

  /// The counts of every chunk; nil in `events` is the model's being asked again.
  private func usages(_ dialect: Dialect) -> [UsageMetadata?] {
    var prompt = TokenTally()
    prompt.text = 21 + dialect.hiddenPromptTokens
    var account = UsageAccount(prompt: PromptTokens(all: prompt), dialect: dialect)
    var identity = ResponseIdentity(responseId: "r", modelVersion: "m", dialect: dialect)
    identity.hiddenPromptTokens = dialect.hiddenPromptTokens
    var assembler = ChunkAssembler(identity: identity)
    return Self.events.flatMap { event -> [UsageMetadata?] in
      guard let event else {
        account.countFurtherPass()
        return []
      }
      account.count(event)
      return assembler.accept(event, usage: account.metadata).map(\.usageMetadata)
    }
  }

  @Test("add up in every chunk of every dialect, and so do those by kind", arguments: dialects)
  func sums(_ dialect: Dialect) throws {
    for usage in usages(dialect) {
      let usage = try #require(usage)
      let addends = [
        usage.promptTokenCount, usage.candidatesTokenCount, usage.toolUsePromptTokenCount, usage.thoughtsTokenCount,
      ]
      #expect(usage.totalTokenCount == addends.reduce(0) { $0 + ($1 ?? 0) })
      #expect(usage.promptTokensDetails.map(\.tokenCount).reduce(0, +) == usage.promptTokenCount)
      let fedAgain = usage.toolUsePromptTokensDetails.map(\.tokenCount).reduce(0, +)
      #expect(fedAgain == usage.toolUsePromptTokenCount ?? 0)
    }
  }

  @Test("of one pass leave out what came before it; the last chunk has all")
  func passes() throws {
    var dialect = Dialect()
    dialect.usageScope = .pass
    dialect.emptyLastChunk = true
    let shown = usages(dialect).map { $0?.candidatesTokenCount ?? 0 }
    dialect.usageScope = .response
    let running = usages(dialect).map { $0?.candidatesTokenCount ?? 0 }
    #expect(shown.last == running.last)
    // The second pass begins after the first result's image, the third after the second result.
    #expect(Array(shown[..<5]) == Array(running[..<5]))
    #expect(Array(shown[5..<8]) == running[5..<8].map { $0 - running[4] })
    #expect(Array(shown[8..<10]) == running[8..<10].map { $0 - running[7] })
  }

  @Test("thoughts are fed to the model again, or not")
  func thoughts() throws {
    var without = Dialect()
    without.thoughtsInToolUsePrompt = false
    let fed = try [Dialect(), without].map { try #require(usages($0).last??.toolUsePromptTokenCount) }
    // Twice the first pass's thought, once the second's.
    let first = TokenCounter().tokens(in: "Think about it.")
    #expect(fed[0] - fed[1] == 2 * first + TokenCounter().tokens(in: "Once more, then."))
  }

  @Test("are in the last chunk only where the dialect has them there")
  func last() {
    var dialect = Dialect()
    dialect.usageChunks = .lastChunk
    #expect(usages(dialect).dropLast().allSatisfy { $0 == nil })
    dialect.trafficType = "ON_DEMAND"
    var onDemand = UsageMetadata()
    onDemand.trafficType = "ON_DEMAND"
    #expect(usages(dialect).dropLast().allSatisfy { $0 == onDemand })
    #expect(usages(dialect).last??.totalTokenCount ?? 0 > 0)
  }
}
