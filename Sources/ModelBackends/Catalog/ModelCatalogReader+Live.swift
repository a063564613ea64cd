import Yams

extension ModelCatalogReader {
  /// Checks the keys of `live`.
  func checkLiveKeys() throws(ModelCatalogError) {
    for (_, traits) in root["live"]?.mapping ?? [:] {
      try check(traits, against: LiveTraitsEntry.CodingKeys.allCases.map(\.rawValue))
    }
  }

  /// How models behave in sessions of the Live API, by the beginnings of their ids.
  func live(_ file: ModelCatalogFile) throws(ModelCatalogError) -> [String: LiveTraitsEntry] {
    for (beginning, traits) in file.live ?? [:] {
      guard let fault = traits.fault else { continue }
      throw failure(root["live"]?[beginning]?[fault.key], fault.message)
    }
    return file.live ?? [:]
  }
}
