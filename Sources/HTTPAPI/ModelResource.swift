/// What a path below `/models` names: `/v1beta/models/gemini-2.5-flash:generateContent`.
struct ModelResource: Hashable, Sendable {
  /// Every version clients use; without one the newest is meant.
  static let apiVersions: Set<String> = ["v1", "v1beta", "v1alpha", "v1beta1"]

  var apiVersion: String
  /// The id without `models/`, empty for the collection itself.
  var model: String
  /// What follows the last colon, nil without one.
  var method: String?

  /// Reads a path; nil for one that is not about models.
  ///
  /// A model may itself be a path (`models/publishers/google/models/gemini-2.5-flash`); its last segment is the id.
  /// - Parameter segments: The decoded segments of the path.
  init?(segments: [String]) {
    var rest = segments[...]
    if let first = rest.first, Self.apiVersions.contains(first) {
      apiVersion = first
      rest = rest.dropFirst()
    } else {
      apiVersion = "v1beta"
    }
    guard rest.popFirst() == "models" else { return nil }

    var name = rest.joined(separator: "/")
    if let inner = name.ranges(of: "models/").last { name = String(name[inner.upperBound...]) }
    if let colon = name.lastIndex(of: ":") {
      method = String(name[name.index(after: colon)...])
      name = String(name[..<colon])
    }
    model = name
  }
}
