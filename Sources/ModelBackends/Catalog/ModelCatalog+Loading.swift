import FoundationEssentials
import GeminiAPI
import YAMLInput
import Yams

extension ModelCatalog {
  /// In bytes.
  private static let maximumFileSize = 1 << 20

  /// Reads `models.yaml`.
  ///
  /// - Parameter path: Path of the file.
  /// - Returns: The catalogue.
  /// - Throws: The first thing wrong with the file, with its line.
  package static func load(file path: String) throws(ModelCatalogError) -> ModelCatalog {
    let start = SourceLocation(file: path, line: 1, column: 1)
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw ModelCatalogError(location: start, message: "cannot read this file")
    }
    guard bytes.count <= maximumFileSize, let yaml = String(validating: bytes, as: UTF8.self) else {
      throw ModelCatalogError(location: start, message: "not UTF-8, or larger than \(maximumFileSize) bytes")
    }
    return try parse(yaml: yaml, file: path)
  }

  /// Reads the text of a `models.yaml`.
  ///
  /// - Parameters:
  ///   - yaml: The text.
  ///   - file: The name that stands in messages.
  /// - Returns: The catalogue.
  /// - Throws: The first thing wrong with the text, with its line.
  package static func parse(yaml: String, file: String) throws(ModelCatalogError) -> ModelCatalog {
    let root: Node?
    do throws(YAMLFault) {
      root = try YAMLInput.compose(yaml, scalars: .typed)
    } catch {
      let place = SourceLocation(file: file, line: error.line, column: error.column)
      throw ModelCatalogError(location: place, message: error.message)
    }
    let reader = ModelCatalogReader(file: file, root: root ?? Node(""))
    try reader.checkKeys()
    return try reader.catalog(reader.decoded())
  }
}

/// Turns the tree of a `models.yaml` into a catalogue.
struct ModelCatalogReader {
  let file: String
  let root: Node

  func failure(_ node: Node?, _ message: String) -> ModelCatalogError {
    let mark = (node ?? root).mark
    let location = SourceLocation(file: file, line: mark?.line ?? 1, column: mark?.column ?? 1)
    return ModelCatalogError(location: location, message: message)
  }

  /// `Codable` passes unknown keys over in silence, so they are looked for first.
  func checkKeys() throws(ModelCatalogError) {
    guard case .mapping = root else {
      throw failure(nil, "this file is a mapping with the keys models and inputFileTypes")
    }
    try check(root, against: ModelCatalogFile.CodingKeys.allCases.map(\.rawValue))
    if let defaults = root["defaults"] {
      try check(defaults, against: ModelCatalogFile.Settings.CodingKeys.allCases.map(\.rawValue))
    }
    for model in root["models"]?.sequence ?? [] {
      try check(model, against: ModelCatalogFile.Named.keys)
    }
    for (_, capabilities) in root["capabilities"]?.mapping ?? [:] {
      try check(capabilities, against: ModelCapabilities.CodingKeys.allCases.map(\.rawValue))
    }
    try checkLiveKeys()
    for (_, dialect) in root["dialects"]?.mapping ?? [:] {
      try check(dialect, against: Dialect.CodingKeys.allCases.map(\.rawValue))
    }
    for (_, upstream) in root["upstreams"]?.mapping ?? [:] {
      try check(upstream, against: UpstreamEntry.CodingKeys.allCases.map(\.rawValue))
    }
    for (_, price) in root["prices"]?.mapping ?? [:] {
      try check(price, against: Price.CodingKeys.allCases.map(\.rawValue))
      if let long = price["longPrompt"] {
        try check(long, against: Price.LongPrompt.CodingKeys.allCases.map(\.rawValue))
      }
    }
  }

  func check(_ node: Node, against known: [String]) throws(ModelCatalogError) {
    for (key, _) in node.mapping ?? [:] {
      let name = key.scalar?.string ?? ""
      guard !known.contains(name) else { continue }
      throw failure(key, "unknown key '\(name)'; \(NearestName.advice(about: name, among: known))")
    }
  }

  func decoded() throws(ModelCatalogError) -> ModelCatalogFile {
    do {
      return try YAMLDecoder().decode(ModelCatalogFile.self, from: root)
    } catch let error as DecodingError {
      throw failure(for: error)
    } catch {
      throw failure(nil, "\(error)")
    }
  }

  private func failure(for error: DecodingError) -> ModelCatalogError {
    switch error {
    case .keyNotFound(let key, let context):
      failure(node(at: context.codingPath), "the key '\(key.stringValue)' is missing")
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      failure(node(at: context.codingPath), "\(name(of: context.codingPath)) must be \(noun(for: type))")
    case .dataCorrupted(let context):
      failure(node(at: context.codingPath), "\(name(of: context.codingPath)) has a value that is not allowed")
    @unknown default:
      failure(nil, "\(error)")
    }
  }

  private func name(of path: [any CodingKey]) -> String {
    path.last { $0.intValue == nil }.map { "'\($0.stringValue)'" } ?? "the file"
  }

  private func noun(for type: any Any.Type) -> String {
    switch type {
    case is Int.Type: "a whole number"
    case is Double.Type: "a number"
    case is Bool.Type: "true or false"
    case is String.Type: "a text"
    case is Node.Sequence.Type: "a list"
    case is Node.Mapping.Type: "a mapping"
    default: "of another type (\(type))"
    }
  }

  private func node(at path: [any CodingKey]) -> Node? {
    path.reduce(root) { node, key in
      key.intValue.flatMap { node?.sequence?.indices.contains($0) ?? false ? node?.sequence?[$0] : nil }
        ?? node?[key.stringValue] ?? node
    }
  }

  func catalog(_ file: ModelCatalogFile) throws(ModelCatalogError) -> ModelCatalog {
    guard !file.models.isEmpty else { throw failure(root["models"], "'models' names no model") }
    let dialects = try dialects(file)
    let (capabilities, live) = (try capabilities(file), try live(file))
    var entries: [ModelCatalog.Entry] = []
    for (index, named) in file.models.enumerated() {
      let node = root["models"]?.sequence?[index]
      guard !entries.contains(where: { $0.id == named.id }) else {
        throw failure(node, "model '\(named.id)' is named twice")
      }
      let upstream = try upstream(named, file, node)
      entries.append(
        try entry(
          named,
          file.defaults,
          (ModelCapabilities(of: named.id, in: capabilities), LiveTraits(of: named.id, in: live)),
          upstream,
          node
        )
      )
    }
    for (type, suffix) in file.inputFileTypes
    where suffix.first != "." || suffix.count < 2 || !suffix.dropFirst().allSatisfy(\.isLetterOrNumber)
      || type != type.lowercased()
    {
      throw failure(
        root["inputFileTypes"]?[type],
        "'\(type)': a lower-case media type and a suffix like .csv are wanted"
      )
    }
    // The decoder keeps no order, and of several types of one suffix the first counts.
    let order = root["inputFileTypes"]?.mapping?.keys.compactMap(\.scalar?.string) ?? []
    let types = order.compactMap { type in file.inputFileTypes[type].map { (type: type, suffix: $0) } }
    return ModelCatalog(
      entries: entries,
      dialects: dialects,
      prices: try prices(file),
      upstreams: try upstreams(file),
      inputFileTypes: types
    )
  }

  private func capabilities(_ file: ModelCatalogFile) throws(ModelCatalogError) -> [String: ModelCapabilities] {
    for (beginning, capabilities) in file.capabilities ?? [:] {
      guard let fault = capabilities.fault else { continue }
      throw failure(root["capabilities"]?[beginning]?[fault.key], fault.message)
    }
    return file.capabilities ?? [:]
  }

  private func dialects(_ file: ModelCatalogFile) throws(ModelCatalogError) -> Dialects {
    let written = root["dialects"]?.mapping ?? [:]
    // The decoder keeps no order, and errors list the names as the file has them.
    let names: [String] = written.keys.compactMap(\.scalar?.string)
    for name in names {
      let node = written[Node(name)]
      // It travels in a header.
      guard !name.isEmpty, name.utf8.count <= 64, name.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
        throw failure(node, "a dialect's name is 1 to 64 letters, digits and signs without blanks")
      }
      guard let dialect = file.dialects?[name] else { continue }
      guard (0...10_000).contains(dialect.hiddenPromptTokens) else {
        throw failure(node?["hiddenPromptTokens"], "'hiddenPromptTokens' must be a whole number from 0 to 10000")
      }
      if let meant = dialect.onVertex, !names.contains(meant) {
        throw failure(node?["onVertex"], unknownDialect(meant, "onVertex", names))
      }
    }
    return Dialects(names: names, byName: file.dialects ?? [:])
  }

  private func unknownDialect(_ name: String, _ key: String, _ known: [String]) -> String {
    let advice = NearestName.advice(about: name, among: known)
    return "'\(key)' names the dialect '\(name)', which 'dialects' does not have; \(advice)"
  }

  private func entry(
    _ named: ModelCatalogFile.Named,
    _ defaults: ModelCatalogFile.Settings?,
    _ traits: (capabilities: ModelCapabilities, live: LiveTraits),
    _ upstream: String?,
    _ node: Node?
  ) throws(ModelCatalogError) -> ModelCatalog.Entry {
    func value<Value>(_ path: KeyPath<ModelCatalogFile.Settings, Value?>, _ key: String) throws(ModelCatalogError)
      -> Value
    {
      if let value = named.settings[keyPath: path] ?? defaults?[keyPath: path] { return value }
      throw failure(node, "model '\(named.id)' has no '\(key)'")
    }
    var model = Model(name: "models/\(named.id)")
    model.version = try value(\.version, "version")
    model.displayName = named.displayName ?? named.id
    model.description = named.description ?? "The model \(named.id)."
    model.inputTokenLimit = try value(\.inputTokenLimit, "inputTokenLimit")
    model.outputTokenLimit = try value(\.outputTokenLimit, "outputTokenLimit")
    model.supportedGenerationMethods = try value(\.supportedGenerationMethods, "supportedGenerationMethods")
    model.temperature = named.settings.temperature ?? defaults?.temperature
    model.topP = named.settings.topP ?? defaults?.topP
    model.topK = named.settings.topK ?? defaults?.topK
    model.maxTemperature = named.settings.maxTemperature ?? defaults?.maxTemperature
    model.thinking = try value(\.thinking, "thinking") ? true : nil
    try check(model, node)
    let codeExecution = try value(\.codeExecution, "codeExecution")
    return .init(
      id: named.id,
      model: model,
      generation: try value(\.generation, "generation"),
      dialect: try dialect(named, defaults, node),
      surface: named.settings.surface ?? defaults?.surface,
      supportsCodeExecution: codeExecution,
      embeddingDimensions: try embeddingDimensions(named, defaults, node),
      capabilities: traits.capabilities,
      live: traits.live,
      upstream: upstream,
      upstreamModel: try upstreamModel(named, node)
    )
  }

  private func embeddingDimensions(
    _ named: ModelCatalogFile.Named,
    _ defaults: ModelCatalogFile.Settings?,
    _ node: Node?
  ) throws(ModelCatalogError) -> Int? {
    guard let count = named.settings.embeddingDimensions ?? defaults?.embeddingDimensions else { return nil }
    guard (1...16_384).contains(count) else {
      throw failure(node?["embeddingDimensions"], "'embeddingDimensions' must be a whole number from 1 to 16384")
    }
    return count
  }

  private func dialect(
    _ named: ModelCatalogFile.Named,
    _ defaults: ModelCatalogFile.Settings?,
    _ node: Node?
  ) throws(ModelCatalogError) -> String? {
    guard let name = named.settings.dialect ?? defaults?.dialect else { return nil }
    let names: [String] = root["dialects"]?.mapping?.keys.compactMap(\.scalar?.string) ?? []
    guard names.contains(name) else {
      throw failure(node?["dialect"] ?? root["defaults"]?["dialect"], unknownDialect(name, "dialect", names))
    }
    return name
  }

  private func check(_ model: Model, _ node: Node?) throws(ModelCatalogError) {
    let counts = [model.inputTokenLimit, model.outputTokenLimit, model.topK ?? 1]
    guard counts.allSatisfy({ $0 > 0 }) else {
      throw failure(node, "\(model.name): token limits and topK count from 1")
    }
    let numbers = [model.temperature, model.topP, model.maxTemperature].compactMap(\.self)
    guard numbers.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
      throw failure(node, "\(model.name): temperature, topP and maxTemperature are numbers from 0")
    }
  }
}

extension Character {
  fileprivate var isLetterOrNumber: Bool { isLetter || isNumber }
}
