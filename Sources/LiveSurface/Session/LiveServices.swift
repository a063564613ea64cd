package import GeminiAPI
package import Generation
package import ModelBackends

/// What every session needs, made once.
package struct LiveServices: Sendable {
  let catalog: ModelCatalog
  let pipeline: GenerateContentPipeline
  let memories: LiveMemories
  let identifiers: ResponseIdentifiers
  /// How long a session lasts; nil for as long as its client stays.
  let lifetime: Duration?
  let watch: any LiveWatch

  /// - Parameters:
  ///   - catalog: Knows the models.
  ///   - pipeline: Asks them, and runs their code.
  ///   - memories: Keeps conversations for those who come back.
  ///   - identifiers: Makes ids and tells the time.
  ///   - lifetime: How long a session lasts; nil for as long as its client stays.
  ///   - watch: Is told what happens to sessions.
  package init(
    catalog: ModelCatalog,
    pipeline: GenerateContentPipeline,
    memories: LiveMemories,
    identifiers: ResponseIdentifiers,
    lifetime: Duration?,
    watch: any LiveWatch
  ) {
    self.catalog = catalog
    self.pipeline = pipeline
    self.memories = memories
    self.identifiers = identifiers
    self.lifetime = lifetime
    self.watch = watch
  }
}

/// What of the request that opened a connection a session looks at.
package struct LiveCaller: Sendable {
  /// `v1beta`; only told in error texts.
  package var apiVersion: String
  package var surface: ServiceSurface
  /// Why no session is had, told once the setup has come, as the service does; nil where one is.
  package var refusal: Status?
  /// The dialect the client wants, instead of the model's own.
  package var dialect: String?
  /// Namespace, key, query and headers; path and body are each turn's own.
  package var request: RequestTransport

  package init(apiVersion: String, surface: ServiceSurface, request: RequestTransport) {
    (self.apiVersion, self.surface, self.request) = (apiVersion, surface, request)
  }
}

/// Is told what happens to sessions, for metrics and the journal.
package protocol LiveWatch: Sendable {
  /// A connection began.
  func sessionBegan()
  /// A model is asked.
  func turnBegan()
  /// A user interrupted a model.
  func interrupted()
  /// A session is over; with the code of the close frame, nil where the client left without one.
  func sessionEnded(code: Int?)
}

/// Keeps what is said in one session.
package protocol LiveRecord: Sendable {
  /// The client's setup came.
  func opened(_ setup: [UInt8])

  /// The model is asked.
  ///
  /// - Parameters:
  ///   - model: Its id.
  ///   - body: The question as a request of `generateContent`.
  /// - Returns: Keeps what becomes of it; nil for nobody.
  func asked(model: String, body: [UInt8]) -> (any RequestNote)?

  /// A message goes out.
  func sent(_ message: [UInt8])

  /// The session ends.
  func closed(_ close: LiveClose?)
}
