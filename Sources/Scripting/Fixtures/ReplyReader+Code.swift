import Executions
import GeminiAPI
import ModelBackends
import Yams

extension ReplyReader {
  /// Reads how the code of a step runs.
  func run(_ members: [String: Node], in reader: inout FixtureReader) -> ReplyRun {
    var run = ReplyRun()
    if members["code"] == nil {
      for key in ["language", "files_in", "timeout", "expect", "on_failure", "canned"] {
        if let node = members[key] { reader.report(node, "'\(key)' belongs beside 'code'") }
      }
      return run
    }
    if let language = members["language"] { check(language: language, in: &reader) }
    run.timeout = members["timeout"].flatMap { reader.duration($0, "timeout") }
    if let node = members["expect"],
      let name = reader.word(node, "expect", of: Execution.Outcome.allCases.map(\.rawValue) + ["any"])
    {
      run.expected = Execution.Outcome(rawValue: name)
    }
    run.files = members["files_in"].map { reader.codeFiles($0) } ?? []
    run.canned = members["canned"].flatMap { canned($0, in: &reader) }
    for key in ["timeout", "files_in"] where run.canned != nil {
      if let node = members[key] {
        reader.report(node, "'\(key)' is for code that runs, and 'canned' runs none")
      }
    }
    return run
  }

  private func canned(_ node: Node, in reader: inout FixtureReader) -> Execution? {
    guard case .mapping = node else {
      return reader.text(node, "canned").map { Execution(ending: .notRun(.ok, text: $0.text)) }
    }
    guard let members = reader.mapping(node, keys: .canned) else { return nil }
    let outcome = members["outcome"]
      .flatMap { reader.word($0, "canned.outcome", of: Execution.Outcome.allCases.map(\.rawValue)) }
      .flatMap(Execution.Outcome.init)
    let text = members["output"].flatMap { reader.text($0, "canned.output")?.text }
    return Execution(
      ending: .notRun(outcome ?? .ok, text: text),
      files: members["files"].map { reader.images($0) } ?? []
    )
  }

  /// Reads how a step ends the response.
  func ending(_ members: [String: Node], in reader: inout FixtureReader) -> ReplyEnding? {
    let given = ["error", "block", "finish"].filter { members[$0] != nil }
    if given.count > 1, let node = members[given[1]] {
      reader.report(node, "'\(given[0])' and '\(given[1])' cannot stand in one step")
    }
    let ratings = members["ratings"].flatMap { reader.ratings($0) }
    if let node = members["ratings"], members["finish"] == nil {
      reader.report(node, "'ratings' belongs beside 'finish'")
    }
    if let node = members["error"] { return reader.error(node).map(ReplyEnding.error) }
    if let node = members["block"] { return reader.block(node).map(ReplyEnding.block) }
    guard let node = members["finish"] else { return nil }
    let reasons = FinishReason.allCases.filter { $0 != .unspecified }.map(\.rawValue)
    var (reasonNode, message): (Node, String?) = (node, nil)
    if case .mapping = node {
      guard let members = reader.mapping(node, keys: .finish) else { return nil }
      guard let reason = members["reason"] else {
        reader.report(node, "'finish' has a 'reason', such as SAFETY")
        return nil
      }
      reasonNode = reason
      message = members["message"].flatMap { reader.text($0, "finish.message")?.text }
    }
    guard let name = reader.word(reasonNode, "finish", of: reasons), let reason = FinishReason(rawValue: name) else {
      return nil
    }
    return .finish(reason, message: message, ratings: ratings)
  }
}
