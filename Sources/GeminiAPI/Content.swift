/// One turn of a conversation: who speaks, and what in ordered parts.
package struct Content: Hashable, Sendable {
  /// `user`, `model` or `function`; nil when the client left it out.
  package var role: String?
  package var parts: [Part]

  package init(role: String? = nil, parts: [Part] = []) {
    self.role = role
    self.parts = parts
  }
}
