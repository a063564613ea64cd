/// One turn of a conversation: who speaks, and what in ordered parts.
package struct Content: WireMessage {
  /// `user`, `model` or `function`; nil when the client left it out.
  package var role: String?
  package var parts: [Part] = []

  package init() {}

  package init(role: String? = nil, parts: [Part] = []) {
    self.role = role
    self.parts = parts
  }

  package mutating func visit(_ fields: inout some FieldVisitor) {
    if fields.wantsRoleFirst { fields.field("role", &role) }
    fields.field("parts", &parts)
    if !fields.wantsRoleFirst { fields.field("role", &role) }
  }
}
