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

  /// The server of a model; nil for the settings' choice.
  func upstream(
    _ named: ModelCatalogFile.Named,
    _ file: ModelCatalogFile,
    _ node: Node?
  ) throws(ModelCatalogError) -> String? {
    guard let name = named.settings.upstream ?? file.defaults?.upstream else { return nil }
    let known = (file.upstreams ?? [:]).keys.sorted()
    guard !known.contains(name) else { return name }
    let meant = NearestName.suggestion(for: name, among: known)
    let advice =
      meant.map { "did you mean '\($0)'?" }
      ?? (known.isEmpty ? "the file has no 'upstreams'" : "known are \(known.joined(separator: ", "))")
    throw failure(
      node?["upstream"],
      "'upstream' names the server '\(name)', which 'upstreams' does not have; \(advice)"
    )
  }
}
