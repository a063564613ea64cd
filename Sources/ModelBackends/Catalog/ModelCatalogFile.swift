/// `models.yaml` as it is written; its head explains each key.
struct ModelCatalogFile: Decodable {
  var defaults: Settings?
  var models: [Named]
  var capabilities: [String: ModelCapabilities]?
  var dialects: [String: Dialect]?
  var live: [String: LiveTraitsEntry]?
  /// A name without a price is one whose price is not known.
  var prices: [String: Price?]?
  var upstreams: [String: UpstreamEntry]?
  var inputFileTypes: [String: String]

  enum CodingKeys: String, CodingKey, CaseIterable {
    case defaults, models, capabilities, live, dialects, prices, upstreams, inputFileTypes
  }

  /// What a model may take from `defaults`.
  struct Settings: Decodable {
    var version: String?
    var generation: ModelCatalog.Generation?
    var dialect: String?
    var inputTokenLimit: Int?
    var outputTokenLimit: Int?
    var supportedGenerationMethods: [String]?
    var codeExecution: Bool?
    var thinking: Bool?
    var temperature: Double?
    var topP: Double?
    var topK: Int?
    var maxTemperature: Double?
    var embeddingDimensions: Int?
    var surface: ServiceSurface?
    var upstream: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
      case version, generation, dialect, inputTokenLimit, outputTokenLimit, supportedGenerationMethods, codeExecution
      case thinking, temperature, topP, topK, maxTemperature, embeddingDimensions, surface, upstream
    }
  }

  struct Named: Decodable {
    var id: String
    /// Nil for the id, as names of one's own have it.
    var displayName: String?
    var description: String?
    var upstreamModel: String?
    var settings: Settings

    enum CodingKeys: String, CodingKey, CaseIterable {
      case id, displayName, description, upstreamModel
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      id = try container.decode(String.self, forKey: .id)
      displayName = try container.decodeIfPresent(String.self, forKey: .displayName)
      description = try container.decodeIfPresent(String.self, forKey: .description)
      upstreamModel = try container.decodeIfPresent(String.self, forKey: .upstreamModel)
      settings = try Settings(from: decoder)
    }

    static let keys = CodingKeys.allCases.map(\.rawValue) + Settings.CodingKeys.allCases.map(\.rawValue)
  }
}
