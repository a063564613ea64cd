import GeminiAPI

/// A model that another server lists.
package struct ListedModel: Hashable, Sendable {
  /// What the server calls it, for example `qwen2.5-coder:0.5b`.
  package let name: String
  /// What it is called here: letters, digits, dots, underscores and hyphens, as a path may have them.
  package let id: String

  package init(name: String) {
    self.name = name
    let safe = name.unicodeScalars.map { scalar in
      scalar.isASCII
        && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "._-".unicodeScalars.contains(scalar))
        ? Character(scalar) : "-"
    }
    id = String(safe.prefix(128))
  }
}

extension ModelCatalog {
  /// The catalogue with what other servers list; a name it has already stays as it is.
  ///
  /// - Parameters:
  ///   - listed: The models, in the servers' order.
  ///   - context: How many tokens they take, where that is known.
  /// - Returns: The catalogue, the listed models last.
  package func adding(_ listed: [ListedModel], context: Int?) -> ModelCatalog {
    var entries = entries
    var known = Set(entries.map(\.id))
    for listed in listed where !listed.id.isEmpty && known.insert(listed.id).inserted {
      entries.append(Entry(listed, context: context ?? Self.usualContext))
    }
    return replacing(entries: entries)
  }

  /// What local servers offer where they do not say, in tokens.
  private static let usualContext = 32_768
}

extension ModelCatalog.Entry {
  private static let listedVersion = "upstream"

  /// Whether it is here because another server lists it.
  package var isListedByUpstream: Bool { model.version == Self.listedVersion }

  fileprivate convenience init(_ listed: ListedModel, context: Int) {
    var model = Model(name: "models/\(listed.id)")
    model.version = Self.listedVersion
    model.displayName = listed.name
    model.description = "A model of the upstream."
    model.inputTokenLimit = context
    model.outputTokenLimit = context
    model.supportedGenerationMethods = ["generateContent", "countTokens"]
    // Whether it thinks is not known, so that nothing about thinking is refused.
    model.thinking = true
    self.init(
      id: listed.id,
      model: model,
      generation: .gemini3,
      dialect: nil,
      surface: nil,
      supportsCodeExecution: true,
      embeddingDimensions: nil,
      capabilities: ModelCapabilities(),
      live: .ofAnyModel,
      upstream: nil,
      upstreamModel: nil
    )
  }
}
