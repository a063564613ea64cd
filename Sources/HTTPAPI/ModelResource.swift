import ModelBackends

/// What a path about models names: `/v1beta/models/gemini-2.5-flash:generateContent`, or one of Vertex AI's.
///
/// | path | means |
/// |---|---|
/// | `/{v}/models/{m}` | a model of the Gemini API; without a version the newest is meant |
/// | `/v1beta1/models/{m}` | a name Vertex AI, whose version this is, has for a customer's own models alone |
/// | `/{v}/tunedModels/{m}`, `/{v}/dynamic/{m}` | the same for tuned models, which there are none of |
/// | `/{v}/projects/{p}/locations/{l}/publishers/{publisher}/models/{m}` | Vertex AI |
/// | `/{v}/publishers/{publisher}/models/{m}` | Vertex AI in express mode; also without a version |
/// | `/{v}/projects/{p}/locations/{l}/endpoints/{e}` | a tuned model of Vertex AI |
struct ModelResource: Hashable, Sendable {
  private static let publisher = "google"
  /// Vertex AI has `v1` too, the Gemini API has not this.
  static let vertexVersion = "v1beta1"

  var apiVersion: String
  /// The id without `models/`, empty for the collection itself; names of other collections and publishers, and on Vertex
  /// AI those that begin with `models/`, are kept whole, as no model has them.
  var model: String
  /// What follows the last colon, nil without one.
  var method: String?
  var surface = ServiceSurface.gemini

  /// The name as messages have it, `models/gemini-2.5-flash` or `tunedModels/mine`.
  var fullName: String {
    model.hasPrefix("tunedModels/") || surface == .vertex && model.hasPrefix("models/") ? model : "models/\(model)"
  }

  /// Reads a path; nil for one that is not about models.
  ///
  /// - Parameter segments: The decoded segments of the path.
  init?(segments: [String]) {
    var rest = segments[...]
    let version = rest.popVersion()
    guard let name = Self.name(&rest) else { return nil }
    surface = name.surface
    apiVersion = version ?? (name.surface == .vertex ? Self.vertexVersion : "v1beta")
    (model, method) = name.name.idAndMethod
    if version == Self.vertexVersion, surface == .gemini, !model.isEmpty {
      surface = .vertex
      model = fullName
    }
  }

  private static func name(_ rest: inout ArraySlice<String>) -> (name: String, surface: ServiceSurface)? {
    switch rest.first {
    case "models"?:
      // Clients that put `models/` before every name say it twice.
      let name = rest.dropFirst(rest.count > 2 && rest[rest.startIndex + 1] == "models" ? 2 : 1)
      return (name.count == 1 ? name[name.startIndex] : name.joined(separator: "/"), .gemini)
    case "tunedModels"?, "dynamic"?: return rest.count > 1 ? (rest.joined(separator: "/"), .gemini) : nil
    case "publishers"?: return published(rest)
    case "projects"?:
      let path = Array(rest)
      guard path.count >= 6, path[2] == "locations" else { return nil }
      return path[4] == "endpoints" ? (rest.joined(separator: "/"), .vertex) : published(rest.dropFirst(4))
    default: return nil
    }
  }

  /// `publishers/{publisher}/models/{m}`.
  private static func published(_ rest: ArraySlice<String>) -> (name: String, surface: ServiceSurface)? {
    let path = Array(rest)
    guard path.count >= 3, path[0] == "publishers", path[2] == "models" else { return nil }
    let name = path.dropFirst(3).joined(separator: "/")
    return (path[1] == publisher ? name : path.joined(separator: "/"), .vertex)
  }
}
