package import SandboxProtocol

/// What trying every layer of the jail on this machine showed.
package struct IsolationReport: Sendable, Hashable {
  /// A layer and what came of it.
  package struct Layer: Sendable, Hashable {
    package var layer: IsolationLayer
    /// Whether it was tried and held; nil where nothing could be tried.
    package var isHeld: Bool?
    /// What was tried and what the kernel said.
    package var detail: String
    /// How to get it; empty where it is had, or nothing is known.
    package var remedy: String
  }

  /// Every layer, in the order of `IsolationLayer`.
  package var layers: [Layer]
  /// The strongest of the levels asked for that this machine gives; nil where it gives none.
  package var level: IsolationLevel?
  /// `cgroup v2`, `cgroup v1`, or nil where there is none for sessions.
  package var cgroup: String?
  /// 0 where the kernel has no Landlock.
  package var landlockABI: UInt32
  package var pythonVersion: String
  package var kernel: String

  /// The layers a level needs and this machine does not give.
  package func missing(for level: IsolationLevel) -> [Layer] {
    layers.filter { level.required.contains($0.layer) && $0.isHeld != true }
  }

  /// Why none of the levels asked for can be had.
  /// - Parameter levels: What was asked for.
  /// - Returns: An error that names the layers of the weakest of them, cause and remedy.
  func refusal(of levels: [IsolationLevel]) -> SandboxError {
    let level = levels.last ?? .user
    let missing = missing(for: level)
    let names = missing.map { "\($0.layer.rawValue) (\($0.detail))" }.joined(separator: ", ")
    let remedies = missing.map(\.remedy).filter { !$0.isEmpty }
    return .refused(
      layer: missing.first?.layer ?? .rootFilesystem,
      stage: "isolation \(level.rawValue)",
      reason: "missing \(names)",
      remedy: (remedies.first.map { $0 + " " } ?? "") + "`pollux doctor` shows every layer."
    )
  }
}

extension IsolationReport {
  /// Puts findings together.
  /// - Parameters:
  ///   - findings: Several may speak of one layer; the first that did not hold speaks for it.
  ///   - facts: What the fork server said of itself.
  ///   - cgroup: The tree sessions get a cgroup in, or why there is none; nil where none was asked for.
  ///   - levels: The levels asked for, strongest first.
  init(
    findings: [LayerFinding],
    facts: ForkServerFacts,
    cgroup: Result<String, CgroupProblem>?,
    levels: [IsolationLevel]
  ) {
    landlockABI = facts.landlockABI
    pythonVersion = facts.pythonVersion
    kernel = MachineFacts.kernel
    self.cgroup = try? cgroup?.get()
    layers = IsolationLayer.allCases.map { layer in
      let own = findings.filter { $0.layer == layer }
      let failed = own.first { !$0.isHeld }
      if own.isEmpty, IsolationLayer.ofCgroup.contains(layer), let cgroup {
        guard case .failure(let problem) = cgroup else {
          return Layer(layer: layer, isHeld: nil, detail: "not tried", remedy: "")
        }
        return Layer(layer: layer, isHeld: false, detail: problem.text, remedy: problem.remedy)
      }
      return Layer(
        layer: layer,
        isHeld: own.isEmpty ? nil : failed == nil,
        detail: failed?.detail ?? own.last?.detail ?? "not tried at this level",
        remedy: failed == nil ? "" : Self.remedy(for: layer)
      )
    }
    level = nil
    level = levels.first { missing(for: $0).isEmpty }
  }

  private static func remedy(for layer: IsolationLayer) -> String {
    switch layer {
    case .ids:
      """
      Run as root, or give the user a range of ids: usermod --add-subuids 1900000000-1900004095 \
      --add-subgids 1900000000-1900004095 USER, and install Debian's package uidmap.
      """
    case .landlock: RefusalRemedy.landlock
    case .seccomp: "Compare seccomp.json with the one that is delivered: a rule of it allows this."
    case .resourceLimits, .privileges: ""
    default: MachineFacts.userNamespaceRemedy ?? ""
    }
  }
}
