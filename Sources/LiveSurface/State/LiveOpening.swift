package import GeminiAPI
package import ModelBackends

/// What an accepted setup says.
package struct LiveOpening: Sendable {
  package let traits: LiveTraits
  /// What the model answers in: text or speech.
  package let modality: Modality
  /// Vertex AI names its sessions, and says the model's role.
  package let surface: ServiceSurface
  package let setup: BidiGenerateContentSetup
  /// The model's id without `models/`.
  package let model: String
  /// Told with `setupComplete`; nil for none.
  package var sessionId: String?
  /// What was said before; empty for a new session.
  package var contents: [Content] = []
  /// How long the session lasts; nil for as long as the client stays.
  package var lifetime: Duration?

  package init(
    traits: LiveTraits,
    modality: Modality,
    surface: ServiceSurface,
    setup: BidiGenerateContentSetup,
    model: String
  ) {
    (self.traits, self.modality, self.surface, self.setup, self.model) = (traits, modality, surface, setup, model)
  }

  /// Whether the server finds where speech begins and ends.
  var detectsActivity: Bool { setup.realtimeInputConfig?.automaticActivityDetection?.disabled != true }
  /// Whether a user who begins to speak stops the model.
  var activityInterrupts: Bool { setup.realtimeInputConfig?.activityHandling != "NO_INTERRUPTION" }
  var tellsHandles: Bool { traits.handles == .always || setup.sessionResumption != nil }
}

/// What the model is asked.
package struct LiveQuestion: Hashable, Sendable {
  /// The whole conversation, as a request of `generateContent`.
  package var request: GenerateContentRequest
  /// The members of the request beside its contents, as the client wrote them.
  package var members: [JSONMember]
  /// Which of the contents asks; nil for the last one that does.
  package var askingContent: Int?
}

/// What a handle leads to.
package struct LiveMemory: Hashable, Sendable {
  /// Another model cannot go on with it.
  package var model: String
  package var contents: [Content]
  /// In bytes, about.
  package var byteCount: Int
}
