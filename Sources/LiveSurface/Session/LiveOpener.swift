import GeminiAPI
import Generation
import ModelBackends

/// Checks a setup, with the service's own words for what is wrong with it.
struct LiveOpener: Sendable {
  /// The method's name on the wire, in lists of models and in messages.
  static let method = "bidiGenerateContent"

  let services: LiveServices
  let caller: LiveCaller

  /// Checks a setup.
  ///
  /// - Parameter setup: What the client sent.
  /// - Returns: What the session begins with.
  /// - Throws: A status that closes the session.
  func open(_ setup: BidiGenerateContentSetup) async throws(Status) -> LiveOpening {
    if let refusal = caller.refusal { throw refusal }
    try checkVersion(setup)
    let model = Self.modelID(setup.model ?? "")
    let call = call(
      model,
      LiveRequest(setup).question([Content(role: "user", parts: [.text(" ")])], askingContent: nil)
    )
    let entry = try services.catalog.servedModel(call)
    let traits = entry.live
    let modality = try modality(setup, of: entry)
    try checkConfig(setup.generationConfig, traits)
    if setup.tools.contains(where: \.codeExecution), !traits.codeExecution { throw .noCodeExecution(entry.id) }
    // All else is checked as a question would be, before there is one.
    _ = try await services.pipeline.validated(call)
    var opening = LiveOpening(
      traits: traits,
      modality: modality,
      surface: caller.surface,
      setup: setup,
      model: entry.id
    )
    if let handle = setup.sessionResumption?.handle, !handle.isEmpty {
      opening.contents = try contents(of: handle, model: entry.id)
    }
    if caller.surface == .vertex { opening.sessionId = services.identifiers.nextUUID() }
    opening.lifetime = services.lifetime
    return opening
  }

  /// A question as the pipeline takes it.
  func call(_ model: String, _ question: LiveQuestion) -> GenerateContentCall {
    var call = GenerateContentCall(
      model: model,
      apiVersion: caller.apiVersion,
      method: Self.method,
      request: question.request
    )
    call.surface = caller.surface
    call.dialect = caller.dialect
    call.storedStateRefusal = caller.request.storedStateRefusal
    call.askingContent = question.askingContent
    call.transport = RequestTransport(namespace: caller.request.namespace, isStream: true, api: .live)
    return call
  }

  /// The id in `models/{m}` and in `projects/{p}/locations/{l}/publishers/google/models/{m}`.
  static func modelID(_ name: String) -> String {
    if name.hasPrefix("models/") { return String(name.dropFirst("models/".count)) }
    guard let range = name.firstRange(of: "publishers/google/models/") else { return name }
    return String(name[range.upperBound...])
  }

  /// Refuses what other versions have, as a field that is not there.
  private func checkVersion(_ setup: BidiGenerateContentSetup) throws(Status) {
    if setup.proactivity != nil, caller.apiVersion != "v1alpha" { throw .unknownField("proactivity") }
    guard caller.surface == .gemini else { return }
    if setup.explicitVadSignal != nil { throw .unknownField("explicitVadSignal") }
    if setup.sessionResumption?.transparent != nil { throw .liveInvalidArgument }
  }

  private func modality(_ setup: BidiGenerateContentSetup, of entry: ModelCatalog.Entry) throws(Status) -> Modality {
    let asked = (setup.generationConfig?.responseModalities ?? []).filter { $0 != "MODALITY_UNSPECIFIED" }
    guard asked.count < 2 else { throw .liveInvalidArgument }
    let had = entry.live.modalities
    let name = asked.first ?? (had.contains("AUDIO") ? "AUDIO" : "TEXT")
    guard had.contains(name) else {
      throw .invalidArgument(
        "The requested combination of response modalities (\(name)) is not supported by the model. models/\(entry.id) "
          + "accepts the following combination of response modalities:\n" + had.map { "* \($0)\n" }.joined()
      )
    }
    return name == "AUDIO" ? .audio : .text
  }

  /// Refuses what the Live API's `generationConfig` does not have.
  private func checkConfig(_ config: GenerationConfig?, _ traits: LiveTraits) throws(Status) {
    let absent: [(String, Bool)] = [
      ("response_logprobs", config?.responseLogprobs != nil), ("logprobs", config?.logprobs != nil),
      ("response_mime_type", config?.responseMimeType != nil), ("response_schema", config?.responseSchema != nil),
      ("response_json_schema", config?.responseJsonSchema != nil),
      ("stop_sequences", config?.stopSequences.isEmpty == false), ("routing_config", config?.routingConfig != nil),
      ("audio_timestamp", config?.audioTimestamp != nil),
    ]
    if let field = absent.first(where: \.1) {
      throw .invalidArgument("setup.generation_config.\(field.0) is not supported in the Live API.")
    }
    guard traits.thinkingLevelRequired, config?.thinkingConfig?.thinkingLevel == nil else { return }
    throw .liveInvalidArgument
  }

  private func contents(of handle: String, model: String) throws(Status) -> [Content] {
    guard let memory = services.memories.memory(handle, namespace: caller.request.namespace) else {
      throw .noLiveSession
    }
    guard memory.model == model else { throw .liveInvalidArgument }
    return memory.contents
  }
}

extension Status {
  fileprivate static func unknownField(_ name: String) -> Status {
    .invalidArgument("Invalid JSON payload received. Unknown name \"\(name)\" at 'setup': Cannot find field.")
  }
}
