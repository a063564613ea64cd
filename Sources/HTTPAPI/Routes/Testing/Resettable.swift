import Generation
import ModelBackends
import Recording
import Scripting

/// What `/_pollux/reset` sets back, each by itself or all together.
package enum ResetPart: String, CaseIterable {
  /// Whatever counts: which answer is next, and which id.
  case counters
  case journal
  /// Those given over HTTP.
  case fixtures
}

/// Keeps something from one request to the next that a test wants back at its beginning.
///
/// Whoever does is among the `resettables` of ``TestControls``.
package protocol Resettable: Sendable {
  var resetPart: ResetPart { get }

  /// Begins anew.
  ///
  /// - Parameter namespace: Whose; nil for all.
  func reset(namespace: String?)
}

extension ScriptedBackend: Resettable {
  package var resetPart: ResetPart { .counters }
}

extension Replayer: Resettable {
  package var resetPart: ResetPart { .counters }
}

extension ResponseIdentifiers: Resettable {
  package var resetPart: ResetPart { .counters }

  /// Ids have no namespace: they begin anew for all or for none.
  package func reset(namespace: String?) {
    if namespace == nil { restart() }
  }
}

extension FixtureSource: Resettable {
  package var resetPart: ResetPart { .fixtures }

  package func reset(namespace: String?) { removeOwn(namespace: namespace) }
}

extension Journal: Resettable {
  package var resetPart: ResetPart { .journal }

  package func reset(namespace: String?) { clear(namespace: namespace) }
}
