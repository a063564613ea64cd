import GeminiAPI
import ModelBackends
import Testing

@testable import Generation

@Suite("The pace of a response")
struct PacerTests {
  private let text = "The quick brown fox jumps over the lazy dog, and then it does so again and again until dusk."

  private func pieces(_ pace: Pace, _ events: [GenerationEvent]) -> [(wait: Duration, event: GenerationEvent)] {
    var pacer = Pacer(pace, counter: TokenCounter())
    return events.flatMap { pacer.pieces(of: $0) }
  }

  private func said(_ pieces: [(wait: Duration, event: GenerationEvent)]) -> String {
    pieces.compactMap { if case .text(let text) = $0.event { text } else { nil } }.joined()
  }

  @Test
  func `is a wait for the first token, and then a rate`() {
    let pieces = pieces(Pace(timeToFirstToken: .seconds(1), tokensPerSecond: 20, jitter: 0), [.text(text)])
    #expect(said(pieces) == text)
    #expect(pieces.count > 10)
    let total = pieces.reduce(Duration.zero) { $0 + $1.wait }
    let tokens = Double(TokenCounter().tokens(in: text))
    #expect(total > .seconds(1 + tokens / 20 * 0.8) && total < .seconds(1 + tokens / 20 * 1.6))
  }

  @Test
  func `is the same for the same seed, within the jitter`() {
    func waits(_ seed: UInt64) -> [Duration] {
      var pace = Pace(timeToFirstToken: .seconds(1), tokensPerSecond: nil, jitter: 0.5)
      pace.seed = seed
      return pieces(pace, [.text("a")]).map(\.wait)
    }
    #expect(waits(1) == waits(1))
    #expect(waits(1) != waits(2))
    for seed in 0..<50 { #expect((.milliseconds(500))...(.milliseconds(1500)) ~= waits(UInt64(seed))[0]) }
  }

  @Test
  func `is that of a recording, piece by piece`() {
    let timings: [Duration] = [.milliseconds(300), .milliseconds(20)]
    var pace = Pace()
    pace.timings = timings
    let pieces = pieces(pace, [.text("one"), .thought("two"), .text("three")])
    #expect(pieces.map(\.wait) == timings + [.zero])
    #expect(said(pieces) == "onethree")
  }

  @Test
  func `lets code take as long as it should, and no less than it did`() {
    var pace = Pace()
    pace.codeTime = .seconds(2)
    var pacer = Pacer(pace, counter: TokenCounter())
    #expect(pacer.restOfCode(after: .milliseconds(500)) == .milliseconds(1500))
    #expect(pacer.restOfCode(after: .seconds(3)) == .zero)
  }

  @Test
  func `does not cut code, results and pictures`() {
    let code = GenerationEvent.executableCode(ExecutableCode(code: String(repeating: "print(1)\n", count: 50)))
    let result = GenerationEvent.codeExecutionResult(CodeExecutionResult(outcome: .ok, output: "1\n"))
    let pace = Pace(timeToFirstToken: .zero, tokensPerSecond: 1000, jitter: 0)
    #expect(pieces(pace, [code, result]).map(\.event) == [code, result])
  }
}
