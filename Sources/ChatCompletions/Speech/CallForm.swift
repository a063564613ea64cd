/// Which step of the ladder a model's code came by.
package enum CallForm: String, Hashable, Sendable, CaseIterable {
  /// A call as the API has it.
  case native
  /// A call written as text.
  case text
  /// A fenced block of Python.
  case fence
}
