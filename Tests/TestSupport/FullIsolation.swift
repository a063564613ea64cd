package import Testing

/// Whether this machine gives the level `full`.
///
/// Its tests are left out elsewhere, and reported as left out.
package enum FullIsolation {
  private static let found = Task { try await pollux("doctor", "--isolation", "full").ending == .exited(0) }

  package static var isHere: Bool {
    get async throws { try await found.value }
  }
}

extension Trait where Self == ConditionTrait {
  /// Leaves a test out where sessions have no cgroup.
  package static var needsFullIsolation: ConditionTrait {
    .enabled("needs `pollux doctor --isolation full` to succeed") { try await FullIsolation.isHere }
  }
}
