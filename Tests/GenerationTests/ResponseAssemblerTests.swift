import GeminiAPI
import Generation
import Testing

@Suite struct ResponseAssemblerTests {
  private static let identity = ResponseIdentity(responseId: "id", modelVersion: "gemini-2.5-flash")
  private static let code = ExecutableCode(code: "print(1)\n")
  private static let result = CodeExecutionResult(outcome: .ok, output: "1\n")
  private static let figure = Blob(mimeType: "image/png", data: [1, 2])
  private static let ran: [GenerationEvent] = [
    .executableCode(code), .codeExecutionResult(result), .outputFile(figure), .outputFile(figure),
  ]
  private static let ranParts: [Part] = [
    .executableCode(code), .codeExecutionResult(result), .inlineData(figure), .inlineData(figure),
  ]

  private func usage(_ count: Int) -> UsageMetadata { UsageMetadata(totalTokenCount: count) }

  private func chunks(of events: [GenerationEvent]) -> [GenerateContentResponse] {
    var assembler = ChunkAssembler(identity: Self.identity)
    return events.enumerated().flatMap { assembler.accept($1, usage: usage($0)) }
  }

  private func whole(of events: [GenerationEvent]) -> GenerateContentResponse {
    var assembler = ResponseAssembler(identity: Self.identity)
    for (index, event) in events.enumerated() { assembler.accept(event, usage: usage(index)) }
    return assembler.response
  }

  @Test func `neighbouring texts of a whole answer are one part`() {
    let answer = whole(
      of: [.text("a"), .text("b")] + Self.ran + [.text("c"), .thought("d"), .text("e"), .finished(Ending(.stop))]
    )
    let thought = Part(data: .text("d"), thought: true)
    #expect(
      answer.candidates.first?.content?.parts == [.text("ab")] + Self.ranParts + [.text("c"), thought, .text("e")]
    )
    #expect(answer.candidates.first?.content?.role == "model")
    #expect(answer.candidates.first?.finishReason == .stop)
    #expect(answer.usageMetadata == usage(9))
    #expect(answer.responseId == "id")
  }

  @Test func `an empty answer still has a part`() {
    let answer = whole(of: [.finished(Ending(.stop))])
    #expect(answer.candidates.first?.content?.parts == [.text("")])
  }

  @Test func `each event is a chunk and only the last says why it ended`() {
    let ending = Ending(.stop, message: "enough")
    let all = chunks(of: [.text("a"), .text("b")] + Self.ran + [.text("c"), .finished(ending)])
    let parts = all.map { $0.candidates.first?.content?.parts ?? [] }
    #expect(parts == [[.text("a")], [.text("b")]] + Self.ranParts.map { [$0] } + [[.text("c")]])
    #expect(all.dropLast().allSatisfy { $0.candidates.first?.finishReason == nil })
    #expect(all.last?.candidates.first?.finishReason == .stop)
    #expect(all.last?.candidates.first?.finishMessage == "enough")
    #expect(all.allSatisfy { $0.responseId == "id" && $0.modelVersion == "gemini-2.5-flash" })
    #expect(all.compactMap(\.usageMetadata?.totalTokenCount) == [0, 1, 2, 3, 4, 5, 7])
  }

  @Test func `code goes out at once, with the text before it`() {
    var assembler = ChunkAssembler(identity: Self.identity)
    #expect(assembler.accept(.text("a"), usage: usage(0)).isEmpty)
    let sent = assembler.accept(.executableCode(Self.code), usage: usage(1))
    #expect(sent.map { $0.candidates.first?.content?.parts } == [[.text("a")], [.executableCode(Self.code)]])
  }

  @Test(arguments: [[], ran])
  func `a response that does not end in text ends in a chunk of its own`(events: [GenerationEvent]) {
    let all = chunks(of: events + [.finished(Ending(.stop))])
    #expect(all.count == events.count + 1)
    #expect(all.last?.candidates.first?.content?.parts == [.text("")])
    #expect(all.last?.candidates.first?.finishReason == .stop)
  }

  @Test func `ids are 22 URL-safe characters and follow their seed`() {
    let ids = ResponseIdentifiers(random: SeededGenerator(state: 7), now: { Timestamp(microseconds: 0) })
    let again = ResponseIdentifiers(random: SeededGenerator(state: 7), now: { Timestamp(microseconds: 0) })
    let first = (0..<50).map { _ in ids.next() }
    #expect(first == (0..<50).map { _ in again.next() })
    #expect(Set(first).count == 50)
    #expect(
      first.allSatisfy { id in
        id.count == 22 && id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }
      }
    )
  }
}

/// SplitMix64: the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator, Sendable {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
