import ModelBackends

/// What a path below a collection such as `cachedContents` or `batches` names: `/v1beta/batches/abc:cancel`.
struct CollectionResource: Hashable, Sendable {
  /// As the path says it; without one the newest is meant.
  var apiVersion: String
  /// `projects/{p}/locations/{l}/` on Vertex AI's paths, else empty.
  var parent = ""
  /// Empty for the collection itself.
  var id: String
  /// What follows the last colon, nil without one.
  var method: String?

  /// Reads a path; nil for one about something else.
  ///
  /// - Parameters:
  ///   - segments: The decoded segments of the path.
  ///   - collection: The collection's name.
  init?(segments: [String], collection: String) {
    var rest = segments[...]
    apiVersion = rest.popVersion() ?? "v1beta"
    let path = Array(rest)
    if path.count > 4, path[0] == "projects", path[2] == "locations" {
      parent = path[..<4].joined(separator: "/") + "/"
      rest = rest.dropFirst(4)
    }
    guard rest.popFirst() == collection, rest.count <= 1 else { return nil }
    (id, method) = (rest.first ?? "").idAndMethod
  }
}

extension CollectionResource {
  /// The service whose path this is; the version is Vertex AI's alone.
  var surface: ServiceSurface { parent.isEmpty && apiVersion != ModelResource.vertexVersion ? .gemini : .vertex }

  /// The id in the name of a model, as a body has it.
  ///
  /// - Parameter name: `models/{m}` or the id alone, on Vertex AI also a path that ends in `publishers/google/models/{m}`.
  /// - Returns: The id; another name is returned whole, and no model has it.
  func modelID(in name: String) -> String {
    let prefix = "models/"
    if name.hasPrefix(prefix) { return String(name.dropFirst(prefix.count)) }
    guard surface == .vertex, let resource = ModelResource(segments: name.split(separator: "/").map(String.init)),
      resource.method == nil
    else { return name }
    return resource.model
  }
}
