import Executions
import GeminiAPI
import ModelBackends

/// Where a reply stands: pure, so that its way through steps and attempts can be tested without a run.
struct ScriptCursor: Sendable {
  /// What becomes of code where the request did not turn the tool on.
  enum CodeStyle: Sendable {
    case executable
    /// Shown in a fence; what comes after it needs a result and is left out.
    case fencedText
  }

  /// Why a script cannot go on.
  enum Fault: Error {
    /// Code whose outcome is not the one the script expects.
    case surprise(expected: Execution.Outcome, Execution)
    /// A text that names a value that is not there.
    case miss(TemplateMiss)
  }

  private var reply: [ReplyStep]
  private let codeStyle: CodeStyle
  private var context: ReplyContext
  private var step = 0
  /// Attempts of the current step that were made.
  private var attempts = 0
  /// The step whose code runs now.
  private var running: ReplyParts?

  init(reply: [ReplyStep], context: ReplyContext, codeStyle: CodeStyle = .executable) {
    self.reply = reply
    self.context = context
    self.codeStyle = codeStyle
  }

  /// The deltas up to the next code, or up to the end of the reply.
  ///
  /// - Parameter result: What came of the code given last; nil counts as a failure.
  /// - Returns: At most one code, and it is the last; no delta at all once the reply is over.
  /// - Throws: Where the code did not end as the script expects, or a value is missing.
  mutating func next(after result: Execution?) throws(Fault) -> [ModelDelta] {
    var deltas: [ModelDelta] = []
    if let result {
      context.results.append(ScriptRun(result))
      if try take(result, in: &deltas) { return deltas }
    }
    let hasSucceeded = result?.outcome == .ok
    while step < reply.count {
      switch reply[step] {
      case .parts(let parts):
        step += 1
        if try said(parts, in: &deltas) { return deltas }
      case .attempts(let list):
        guard attempts < list.count, attempts == 0 || !hasSucceeded else {
          (step, attempts) = (step + 1, 0)
          continue
        }
        attempts += 1
        if try said(list[attempts - 1], in: &deltas) { return deltas }
      }
    }
    return deltas
  }

  /// Takes what came of the running step's code, and says what stood behind the code in it.
  ///
  /// - Returns: Whether the turn ends here.
  private mutating func take(_ result: Execution, in deltas: inout [ModelDelta]) throws(Fault) -> Bool {
    guard let parts = running else { return false }
    running = nil
    if let expected = parts.run.expected, expected != result.outcome {
      throw .surprise(expected: expected, result)
    }
    if result.outcome != .ok, let steps = parts.run.onFailure {
      (reply, step, attempts) = (steps, 0, 0)
      return false
    }
    return end(parts, in: &deltas)
  }

  private mutating func said(_ parts: ReplyParts, in deltas: inout [ModelDelta]) throws(Fault) -> Bool {
    do throws(TemplateMiss) {
      return try say(parts, in: &deltas)
    } catch {
      throw .miss(error)
    }
  }

  /// Adds what a step says; a text that comes out empty is left out.
  ///
  /// - Returns: Whether the turn ends here.
  private mutating func say(_ parts: ReplyParts, in deltas: inout [ModelDelta]) throws(TemplateMiss) -> Bool {
    if let pause = parts.pause { deltas.append(.script(.pause(pause))) }
    if let thought = try parts.think?.render(in: &context), !thought.isEmpty { deltas.append(.thought(thought)) }
    if let text = try parts.text?.render(in: &context), !text.isEmpty { deltas.append(.text(text)) }
    deltas += parts.images.map { .inlineData(Blob(mimeType: $0.mimeType, data: $0.bytes)) }
    deltas += parts.raw.map { .script(.part($0)) }
    for call in parts.calls { deltas.append(.functionCall(try call.rendered(in: &context))) }
    guard let code = try parts.code?.render(in: &context) else { return end(parts, in: &deltas) }
    switch codeStyle {
    case .executable:
      running = parts
      let plan = CodePlan(timeout: parts.run.timeout, canned: parts.run.canned, files: parts.run.files)
      let block = ExecutableCode(language: .python, code: code)
      deltas.append(.executableCode(block, plan: plan == CodePlan() ? nil : plan))
    case .fencedText:
      step = reply.count
      let advice = "Turn on the code execution tool, `\"tools\": [{\"codeExecution\": {}}]`, to have this run."
      deltas.append(.text(Fence.around(code) + "\n" + advice))
    }
    return true
  }

  /// Adds what stands behind all that a step says.
  ///
  /// - Returns: Whether the response ends here.
  private mutating func end(_ parts: ReplyParts, in deltas: inout [ModelDelta]) -> Bool {
    if let usage = parts.usage { deltas.append(.usage(usage)) }
    if let fault = parts.fault { deltas.append(.script(.fault(fault))) }
    if !parts.candidate.isEmpty { deltas.append(.script(.candidateMembers(parts.candidate))) }
    guard let ending = parts.ending else { return false }
    step = reply.count
    switch ending {
    case .finish(let reason, let message, let ratings):
      if let ratings { deltas.append(.script(.candidateMembers([JSONMember("safetyRatings", ratings)]))) }
      deltas.append(.finish(reason, message: message))
    case .block(let feedback): deltas.append(.script(.block(feedback)))
    case .error(let status): deltas.append(.script(.fail(status)))
    }
    return true
  }
}
