import Executions
import GeminiAPI
import ModelBackends

/// The built-in script's first rule: fenced Python of the prompt is run, block by block, in one response.
enum FencedCodeScript {
  /// Nil where the prompt has no fenced Python.
  static func reply(to prompt: String) -> [ReplyStep]? {
    let blocks = PythonFences.found(in: prompt)
    guard !blocks.isEmpty else { return nil }
    let steps = blocks.map { ReplyStep.parts(ReplyParts(code: .literal($0.code))) }
    let cut = blocks.indices.filter { blocks[$0].isCutInText }
    let total = blocks.count
    return steps + [
      .parts(
        ReplyParts(
          text: .computed { context in
            let advice = advice(on: cut, of: context.results, total: total)
            return summary(of: context.results, total: total) + advice
          }
        )
      )
    ]
  }

  /// How to fence a block that failed because a line of its own closed its fence.
  private static func advice(on cut: [Int], of runs: [ScriptRun], total: Int) -> String {
    guard let block = cut.first(where: { runs.indices.contains($0) && runs[$0].execution.outcome != .ok }) else {
      return ""
    }
    return " " + (total == 1 ? "It" : "Block \(block + 1)")
      + " was cut within a text in triple quotes, for a line of ``` in there closes the fence: put code that has such a "
      + "line between longer fences (````) or between ~~~."
  }

  /// What became of the blocks, in a sentence or two; failures are named one by one.
  static func summary(of runs: [ScriptRun], total: Int) -> String {
    let failures = runs.enumerated().filter { $0.element.execution.outcome != .ok }
    if failures.isEmpty, runs.count == total {
      return (total == 1 ? "The code ran without an error." : "All \(total) blocks ran without an error.")
        + output(of: runs)
    }
    var sentences = failures.map { index, run in
      (total == 1 ? "The code" : "Block \(index + 1) of \(total)") + " " + ending(of: run.execution.outcome)
    }
    let succeeded = runs.count - failures.count
    if total > 1 {
      sentences.append("\(succeeded) of \(total) blocks ran without an error.")
    }
    if runs.count < total {
      sentences.append("\(total - runs.count) of them did not run.")
    }
    return sentences.joined(separator: " ")
  }

  private static func ending(of outcome: Execution.Outcome) -> String {
    switch outcome {
    case .deadline: "did not end in time (\(outcome.wire.rawValue))."
    default: "did not run to its end (\(outcome.wire.rawValue))."
    }
  }

  private static func output(of runs: [ScriptRun]) -> String {
    let files = runs.reduce(0) { $0 + $1.execution.files.count }
    let made = files == 0 ? "" : files == 1 ? " It made 1 file." : " It made \(files) files."
    guard let line = runs.last?.outputLines.last(where: { !$0.trimmed.isEmpty }) else {
      return made.isEmpty ? " It printed nothing." : made
    }
    return made + " The last line it printed: \(line.trimmed.prefix(bytes: 200))"
  }
}
