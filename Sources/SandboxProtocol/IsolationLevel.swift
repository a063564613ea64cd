/// How strongly sessions are isolated.
///
/// A level is a promise: every layer in `required` was tried before the first code was accepted, or nothing runs.
package enum IsolationLevel: String, FrameField, Sendable, Hashable, CaseIterable {
  /// Every layer, with a cgroup and ids of its own for each session.
  case full
  /// Every namespace, and per-process limits in place of a cgroup; one id is enough.
  case user
  /// No namespaces: Landlock, seccomp and per-process limits only.
  case restricted

  /// The layers without which the level is refused.
  package var required: [IsolationLayer] {
    switch self {
    case .full: IsolationLayer.allCases
    case .user:
      IsolationLayer.allCases.filter { !IsolationLayer.ofCgroup.contains($0) && ![.ids, .landlock].contains($0) }
    case .restricted: [.privileges, .resourceLimits, .landlock, .seccomp]
    }
  }

  /// The layers that are taken where the machine has them, without being promised.
  package var desired: [IsolationLayer] {
    switch self {
    case .full: []
    case .user: [.ids, .landlock]
    case .restricted: [.ids]
    }
  }
}
