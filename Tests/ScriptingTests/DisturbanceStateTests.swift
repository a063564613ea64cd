import GeminiAPI
import ModelBackends
import Testing

@testable import Scripting

@Suite("A quota")
struct DisturbanceStateTests {
  private let start = ContinuousClock.now

  private func admit(_ state: DisturbanceState, _ quota: Quota, tokens: Int = 0, after time: Duration) throws(Status) {
    var asked = conversation("ping")
    asked.promptTokenCount = tokens
    try state.admit(asked, by: [quota], now: start + time)
  }

  @Test
  func `of requests admits as many as it says in each window, and says when there is room again`() throws {
    let (state, quota) = (DisturbanceState(), Quota(requests: 2, window: .seconds(60)))
    try admit(state, quota, after: .zero)
    try admit(state, quota, after: .seconds(10))
    let refusal = #expect(throws: Status.self) { try admit(state, quota, after: .seconds(20)) }
    #expect(refusal?.code == .resourceExhausted && refusal?.message.contains("retry in 40s") == true)
    try admit(state, quota, after: .seconds(60))
    #expect(throws: Status.self) { try admit(state, quota, after: .seconds(69)) }
    try admit(state, quota, after: .seconds(70))
  }

  @Test
  func `of tokens remembers a bounded number of requests, and forgets no token`() throws {
    let (state, quota) = (DisturbanceState(), Quota(tokens: 30_000, window: .seconds(60)))
    for number in 0..<30_000 { try admit(state, quota, tokens: 1, after: .milliseconds(number)) }
    #expect(state.remembered == DisturbanceState.maximumUses)
    #expect(throws: Status.self) { try admit(state, quota, tokens: 1, after: .seconds(59)) }
    // The oldest count as if they had come as late as the last of those merged.
    #expect(throws: Status.self) { try admit(state, quota, tokens: 1, after: .seconds(60)) }
    try admit(state, quota, tokens: 1, after: .seconds(90))
  }
}
