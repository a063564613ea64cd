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
  /// What stands before the last colon of `{id}:{method}`, and what follows it; the whole and nil without one.
  var idAndMethod: (id: String, method: String?) {
    guard let colon = utf8.lastIndex(of: UInt8(ascii: ":")) else { return (self, nil) }
    return (String(self[..<colon]), String(self[utf8.index(after: colon)...]))
  }
}
