/// A set of modules that one fork server has imported; the more there are, the more a fork costs.
package struct SandboxTier: Sendable, Hashable {
  /// From the cheapest to the most expensive.
  package enum Name: String, Sendable, CaseIterable {
    case core, data, full
  }

  package var name: Name
  /// What it adds to the tiers before it.
  package var modules: [String]
  /// All it imports, in this order.
  package var preload: [String]

  package init(name: Name, modules: [String], preload: [String]) {
    (self.name, self.modules, self.preload) = (name, modules, preload)
  }

  /// The tiers of a profile, the cheapest first.
  ///
  /// - Parameter lists: What each adds; a tier that adds nothing is left out, except the first.
  /// - Returns: At least one.
  package static func tiers(_ lists: [Name: [String]]) -> [SandboxTier] {
    var preload: [String] = []
    var tiers: [SandboxTier] = []
    for name in Name.allCases {
      let modules = lists[name] ?? []
      guard !modules.isEmpty || name == .core else { continue }
      preload += modules
      tiers.append(SandboxTier(name: name, modules: modules, preload: preload))
    }
    return tiers
  }
}

extension [SandboxTier] {
  /// Chooses the tier for a block: the first that has all modules the block names.
  ///
  /// It compares words, not grammar: `import_module("pandas")` counts, and so does a comment. A wrong guess costs only
  /// time.
  /// - Parameter code: Python, or anything.
  /// - Returns: An index of a tier.
  package func index(for code: some Sequence<UInt8>) -> Int {
    let text = String(decoding: Array<UInt8>(code), as: UTF8.self)
    let words = Set(text.split { !($0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "_") })
    let named = indices.dropFirst().last { tier in
      self[tier].modules.contains { words.contains($0.prefix { $0 != "." }) }
    }
    return named ?? 0
  }
}
