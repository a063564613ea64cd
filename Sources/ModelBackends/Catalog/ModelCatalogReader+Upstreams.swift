import YAMLInput
import Yams

extension ModelCatalogReader {
  /// The servers of the file.
  func upstreams(_ file: ModelCatalogFile) throws(ModelCatalogError) -> [String: UpstreamEntry] {
    for (name, upstream) in file.upstreams ?? [:] {
      guard let fault = upstream.fault else { continue }
      throw failure(root["upstreams"]?[name]?[fault.key], fault.message)
    }
    return file.upstreams ?? [:]
  }

  /// What a server calls a model; nil for what it is asked for otherwise.
  func upstreamModel(_ named: ModelCatalogFile.Named, _ node: Node?) throws(ModelCatalogError) -> String? {
    guard named.upstreamModel?.isEmpty == true else { return named.upstreamModel }
    throw failure(
      node?["upstreamModel"],
      "'upstreamModel' is what the server calls the model; leave it out for its own"
    )
  }

  /// The server of a model; nil for the settings' choice.
  func upstream(
    _ named: ModelCatalogFile.Named,
    _ file: ModelCatalogFile,
    _ node: Node?
  ) throws(ModelCatalogError) -> String? {
    guard let name = named.settings.upstream ?? file.defaults?.upstream else { return nil }
    let known = (file.upstreams ?? [:]).keys.sorted()
    guard !known.contains(name) else { return name }
    let advice = known.isEmpty ? "the file has no 'upstreams'" : NearestName.advice(about: name, among: known)
    throw failure(
      node?["upstream"],
      "'upstream' names the server '\(name)', which 'upstreams' does not have; \(advice)"
    )
  }
}
