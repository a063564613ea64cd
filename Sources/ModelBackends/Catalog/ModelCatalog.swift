package import GeminiAPI

/// The models Pollux answers for, in the order of `models.yaml`, and the file types it puts into a sandbox.
package struct ModelCatalog: Sendable {
  /// A model with what its wire type does not say; one object that all requests share.
  package final class Entry: Sendable {
    /// The name in a path, without `models/`.
    package let id: String
    package let model: Model
    package let generation: Generation
    /// The name of its dialect; nil for one with every key at its default.
    package let dialect: String?
    /// The one service that has it; nil for one that both have.
    package let surface: ServiceSurface?
    /// Whether the code execution tool may be turned on.
    package let supportsCodeExecution: Bool
    /// How many numbers its vectors have; nil for a model that makes none.
    package let embeddingDimensions: Int?
    package let capabilities: ModelCapabilities
    /// How it behaves in sessions of the Live API, where it has them.
    package let live: LiveTraits
    /// The name of the server that is asked for it; nil for the settings' choice.
    package let upstream: String?
    /// What its server calls it; nil for what the server is asked for otherwise.
    package let upstreamModel: String?

    init(
      id: String,
      model: Model,
      generation: Generation,
      dialect: String?,
      surface: ServiceSurface?,
      supportsCodeExecution: Bool,
      embeddingDimensions: Int?,
      capabilities: ModelCapabilities,
      live: LiveTraits,
      upstream: String?,
      upstreamModel: String?
    ) {
      self.id = id
      self.model = model
      self.generation = generation
      self.dialect = dialect
      self.surface = surface
      self.supportsCodeExecution = supportsCodeExecution
      self.embeddingDimensions = embeddingDimensions
      self.capabilities = capabilities
      self.live = live
      self.upstream = upstream
      self.upstreamModel = upstreamModel
    }
  }

  /// The family a model belongs to, which decides what may be asked of it.
  package enum Generation: String, CaseIterable, Sendable, Codable {
    case gemini2 = "2.0"
    case gemini2_5 = "2.5"
    case gemini3 = "3"
  }

  package let entries: [Entry]
  package let dialects: Dialects
  /// By the beginning of a model's name.
  let prices: [String: Price?]
  /// Other servers, by their names.
  package let upstreams: [String: UpstreamEntry]
  private let indexes: [String: Int]
  private let suffixes: [String: String]
  /// The first type of each suffix; before `MediaTypes`, for whoever keeps `models.yaml` may have other names.
  private let types: [String: String]
  private let inputFileTypes: [(type: String, suffix: String)]

  init(
    entries: [Entry],
    dialects: Dialects = Dialects(),
    prices: [String: Price?] = [:],
    upstreams: [String: UpstreamEntry] = [:],
    inputFileTypes: [(type: String, suffix: String)]
  ) {
    self.entries = entries
    self.dialects = dialects
    self.prices = prices
    self.upstreams = upstreams
    self.inputFileTypes = inputFileTypes
    suffixes = Dictionary(inputFileTypes.map { ($0.type, $0.suffix) }) { first, _ in first }
    types = Dictionary(inputFileTypes.map { ($0.suffix, $0.type) }) { first, _ in first }
    indexes = Dictionary(entries.enumerated().map { ($0.element.id, $0.offset) }) { first, _ in first }
  }

  /// The same with other models.
  func replacing(entries: [Entry]) -> ModelCatalog {
    ModelCatalog(
      entries: entries,
      dialects: dialects,
      prices: prices,
      upstreams: upstreams,
      inputFileTypes: inputFileTypes
    )
  }

  /// The models of a service as the wire shows them.
  ///
  /// - Parameter surface: The service.
  /// - Returns: The models in the order of the file.
  package func models(on surface: ServiceSurface) -> [Model] {
    entries.lazy.filter { $0.surface ?? surface == surface }.map(\.model)
  }

  /// A model as a path of a service names it.
  ///
  /// - Parameters:
  ///   - id: Its id; on the Gemini API `models/` may stand before it, on Vertex AI it is another name.
  ///   - surface: The service.
  /// - Returns: Nil for a model the file does not name, or the service does not have.
  package func entry(_ id: String, on surface: ServiceSurface) -> Entry? {
    guard let entry = surface == .gemini ? entry(id) : indexes[id].map({ entries[$0] }),
      entry.surface ?? surface == surface
    else { return nil }
    return entry
  }

  /// - Parameter id: The model's name, with or without `models/`.
  /// - Returns: Nil for a model the file does not name.
  package func entry(_ id: String) -> Entry? {
    let id = id.hasPrefix("models/") ? String(id.dropFirst("models/".count)) : id
    return indexes[id].map { entries[$0] }
  }

  /// How the name of an input file ends in the sandbox.
  ///
  /// - Parameter mimeType: A media type in any case; parameters such as `;charset=utf-8` do not count.
  /// - Returns: For example `.csv`; nil for a type that is not accepted.
  package func inputFileSuffix(mimeType: String) -> String? {
    let type = mimeType.prefix { $0 != ";" }.trimmed.lowercased()
    return suffixes[type]
  }

  /// The media type of a file whose client did not know it, by the name the file has there.
  ///
  /// - Parameters:
  ///   - mimeType: What the client sent as the type.
  ///   - displayName: The file's own name, for example `main.py`.
  /// - Returns: The type that was sent where it says something, or where the name says nothing either.
  package func mimeType(_ mimeType: String, displayName: String?) -> String {
    let sent = mimeType.prefix { $0 != ";" }.trimmed.lowercased()
    guard sent.isEmpty || Self.typesOfAnything.contains(sent) else { return mimeType }
    guard let name = displayName?.trimmed, let dot = name.lastIndex(of: ".") else { return mimeType }
    return types[name[dot...].prefix(bytes: 16).lowercased()] ?? MediaTypes.type(ofFileNamed: name) ?? mimeType
  }

  private static let typesOfAnything: Set<String> = [MediaTypes.unknown, "binary/octet-stream"]
}
