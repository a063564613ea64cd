/// How a model is brought to run code.
package enum ChatMode: String, CaseIterable, Sendable {
  /// As it turns out to do best.
  case auto
  /// It is offered a function; calls written as text count too.
  case tools
  /// It is asked for a Python block.
  case fence
  /// Its answer is begun with a block.
  case force
}

/// What is known of a model before it is asked.
package struct ChatUpstream: Hashable, Sendable {
  /// What the server calls it; nil for the name the request has.
  package var model: String?
  package var mode: ChatMode
  /// Whether it sees images; nil where nobody said, which is found out.
  package var vision: Bool?
  /// The length of its context in tokens, where that is known.
  package var context: Int?

  package init(model: String? = nil, mode: ChatMode = .auto, vision: Bool? = nil, context: Int? = nil) {
    (self.model, self.mode, self.vision, self.context) = (model, mode, vision, context)
  }
}
