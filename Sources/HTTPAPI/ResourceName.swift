// What the names of resources in paths have in common.

extension ArraySlice<String> {
  /// Every version clients use.
  private static let apiVersions: Set<String> = ["v1", "v1beta", "v1alpha", "v1beta1"]

  /// Takes the version off the beginning of a path's segments.
  ///
  /// - Returns: The version; nil where the path has none.
  mutating func popVersion() -> String? {
    guard let version = first, Self.apiVersions.contains(version) else { return nil }
    return popFirst()
  }
}

extension String {
  private var methodColon: Index? { utf8.lastIndex(of: UInt8(ascii: ":")) }

  /// What follows the last colon of `{id}:{method}`; nil without one.
  var method: String? { methodColon.map { String(self[utf8.index(after: $0)...]) } }

  /// What stands before it.
  var withoutMethod: String { methodColon.map { String(self[..<$0]) } ?? self }
}
