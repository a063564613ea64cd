import Yams

extension ModelCatalogReader {
  /// What tokens cost, by the beginning of a model's name.
  func prices(_ file: ModelCatalogFile) throws(ModelCatalogError) -> [String: Price?] {
    for (name, price) in file.prices ?? [:] {
      guard let price else { continue }
      let node = root["prices"]?[name]
      guard price.amounts.allSatisfy({ (0...100_000).contains($0) }) else {
        throw failure(node, "prices of '\(name)': US dollars a million tokens, from 0 to 100000")
      }
      guard (price.longPrompt?.above ?? 1) > 0 else {
        throw failure(node?["longPrompt"], "'above' counts tokens from 1")
      }
    }
    return file.prices ?? [:]
  }
}
