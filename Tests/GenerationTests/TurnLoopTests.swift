import Executions
import GeminiAPI
import Generation
import ModelBackends
import Testing

@Suite struct TurnLoopTests {
  /// Plays a model that writes one block a turn until its script of outcomes is over, then a closing text.
  private func play(
    _ outcomes: [Execution.Outcome],
    stubborn: Bool = false,
    limits: GenerationLimits = .init()
  ) -> Played {
    var loop = PlayedLoop(TurnLoop(limits: limits))
    var played = Played()
    var rest = outcomes[...]
    while let action = loop.next(), played.steps < 1_000 {
      played.steps += 1
      switch action {
      case .askModel(let executed):
        played.passes.append(executed?.outcome)
        let wantsCode = !rest.isEmpty || stubborn
        let code = ModelDelta.executableCode(ExecutableCode(code: "print(\(played.ran))"))
        played.events += loop.accept(wantsCode ? [.text("try "), code] : [.text("done")])
      case .execute:
        played.ran += 1
        played.events += loop.accept(Execution(ending: .notRun(rest.popFirst() ?? .ok, text: "out")))
      case .finish(let ending):
        played.ending = ending
      case .takeDelta, .fail: break
      }
    }
    return played
  }

  private struct Played {
    var events: [GenerationEvent] = []
    /// What the model was told at each pass; nil stands for the first.
    var passes: [Execution.Outcome?] = []
    var ran = 0
    var steps = 0
    var ending: Ending?

    var codes: Int {
      events.count { if case .executableCode = $0 { true } else { false } }
    }

    var lastText: String? {
      events.compactMap { if case .text(let text) = $0 { text } else { nil } }.last
    }
  }

  @Test(arguments: 0...6)
  func `after five failed blocks the model has one more turn and its code is dropped`(failures: Int) {
    let played = play(Array(repeating: .failed, count: failures))
    #expect(played.ran == min(failures, 5))
    #expect(played.codes == played.ran)
    #expect(played.passes.count == played.ran + 1)
    #expect(played.ending?.reason == .stop)
    #expect(played.ending?.message == (failures >= 5 ? TurnLoop.tooManyFailures(5) : nil))
    #expect(played.lastText == (failures > 5 ? "try " : "done"))
  }

  @Test(arguments: [
    ([Execution.Outcome.failed, .ok, .failed, .ok, .failed, .failed, .ok, .failed, .ok, .ok], 8),
    ([.deadline, .failed, .deadline, .failed, .deadline, .ok], 5),
    ([.ok, .ok, .ok, .failed, .failed, .failed, .failed], 7),
  ])
  func `every outcome but OK counts and success does not reset the count`(outcomes: [Execution.Outcome], ran: Int) {
    let played = play(outcomes)
    #expect(played.ran == ran)
    let failures = outcomes.prefix(ran).count { $0 != .ok }
    #expect((played.ending?.message == TurnLoop.tooManyFailures(5)) == (failures == 5))
  }

  @Test func `thirty blocks end a response whatever their outcome`() {
    let played = play([], stubborn: true)
    #expect(played.ran == 30)
    #expect(played.codes == 30)
    #expect(played.passes.count == 31)
    #expect(played.ending == Ending(.stop, message: TurnLoop.tooManyBlocks(30)))
  }

  @Test func `a model is told what came of the code of its last turn`() {
    let played = play([.failed, .deadline, .ok])
    #expect(played.passes == [nil, .failed, .deadline, .ok])
  }

  @Test func `code in the middle of a turn runs when it comes and the rest keeps its order`() {
    var loop = PlayedLoop()
    #expect(loop.next() == .askModel(nil))
    let code = ExecutableCode(id: "abc", code: "print(1)\n")
    let before = loop.accept([.text("a"), .executableCode(code), .text("b"), .thought("c")])
    #expect(before == [.text("a"), .executableCode(code)])
    #expect(loop.next() == .execute(code, CodePlan()))
    let figure = CodeFile(name: "figure.png", mimeType: "image/png", bytes: [1])
    let execution = Execution(ending: .notRun(.ok, text: "1\n"), files: [figure])
    #expect(loop.accept(execution) == [.text("b"), .thought("c")])
    #expect(loop.next() == .askModel(execution))
    #expect(loop.accept([ModelDelta]()).isEmpty)
    #expect(loop.next() == .finish(Ending(.stop)))
    #expect(loop.next() == nil)
  }

  @Test func `two blocks of one turn both run before the model is asked again`() {
    var loop = PlayedLoop()
    _ = loop.next()
    let codes = ["1", "2"].map { ExecutableCode(code: $0) }
    _ = loop.accept(codes.map { .executableCode($0) })
    let execution = Execution(ending: .completed(failure: nil))
    #expect(loop.next() == .execute(codes[0], CodePlan()))
    #expect(loop.accept(execution) == [.executableCode(codes[1])])
    #expect(loop.next() == .execute(codes[1], CodePlan()))
    _ = loop.accept(execution)
    #expect(loop.next() == .askModel(execution))
  }

  @Test(
    arguments: [
      ([], Ending(.stop), []),
      ([.text("")], Ending(.stop), []),
      (
        [.text("x"), .finish(.maxTokens, message: "full"), .text("y")], Ending(.maxTokens, message: "full"),
        [.text("x")]
      ),
      ([.finish(.stop, message: nil)], Ending(.stop), []),
    ] as [([ModelDelta], Ending, [GenerationEvent])]
  )
  func `a turn without code ends the response`(turn: [ModelDelta], ending: Ending, events: [GenerationEvent]) {
    var loop = PlayedLoop()
    _ = loop.next()
    #expect(loop.accept(turn) == events)
    #expect(loop.next() == .finish(ending))
    #expect(loop.next() == nil)
  }

  @Test func `a function call ends the response even after code ran in the turn`() {
    var loop = PlayedLoop()
    _ = loop.next()
    let code = ExecutableCode(code: "1")
    _ = loop.accept([.executableCode(code), .functionCall(FunctionCall(name: "f"))])
    _ = loop.next()
    _ = loop.accept(Execution(ending: .completed(failure: nil)))
    #expect(loop.next() == .finish(Ending(.stop)))
  }

  @Test func `code without the tool is neither run nor sent`() {
    var loop = PlayedLoop(TurnLoop(codeExecutionIsOn: false))
    _ = loop.next()
    #expect(loop.accept([.text("a"), .executableCode(ExecutableCode(code: "1"))]) == [.text("a")])
    #expect(loop.next() == .finish(Ending(.unexpectedToolCall, message: TurnLoop.toolIsOff)))
  }

  @Test func `answers nobody asked for are ignored`() {
    var loop = PlayedLoop()
    #expect(loop.accept([.text("early")]).isEmpty)
    #expect(loop.accept(Execution(ending: .completed(failure: nil))).isEmpty)
    #expect(loop.next() == .askModel(nil))
    #expect(loop.next() == nil)
  }
}
