import SandboxProtocol

/// Finds out which level of isolation a fork server's sessions really have.
struct IsolationTrial {
  let starting: SessionStarting
  /// Why there is no cgroup tree, where one was wanted.
  let treeProblem: CgroupProblem?

  /// Tries every layer.
  /// - Parameters:
  ///   - facts: What the fork server said of itself.
  ///   - levels: The levels that would do, strongest first.
  /// - Returns: What was found; its level is nil where none of them can be had.
  /// - Throws: `SandboxError` where not even a session can be started.
  func run(facts: ForkServerFacts, levels: [IsolationLevel]) async throws -> IsolationReport {
    var findings: [LayerFinding] = []
    do {
      findings = try await LayerTrial(starter: starting).run()
    } catch  where starting.stock != nil && levels.contains(.user) {
      // The cgroup may be what failed; what holds without one is worth knowing.
      var bare = starting
      bare.stock = nil
      let reason = LayerFinding(layer: .memoryLimit, isHeld: false, detail: "\(error)")
      findings = try await LayerTrial(starter: bare).run() + [reason]
    }
    let cgroup: Result<String, CgroupProblem>?
    if let stock = starting.stock { cgroup = .success(stock.name) } else { cgroup = treeProblem.map { .failure($0) } }
    return IsolationReport(findings: findings, facts: facts, cgroup: cgroup, levels: levels)
  }
}
