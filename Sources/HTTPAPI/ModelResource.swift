import ModelBackends

/// What a path about models names: `/v1beta/models/gemini-2.5-flash:generateContent`, or one of Vertex AI's.
///
/// | path | means |
/// |---|---|
/// | `/{v}/models/{m}` | a model of the Gemini API; without a version the newest is meant |
/// | `/{v}/tunedModels/{m}`, `/{v}/dynamic/{m}` | the same for tuned models, which there are none of |
/// | `/{v}/projects/{p}/locations/{l}/publishers/{publisher}/models/{m}` | Vertex AI |
/// | `/{v}/publishers/{publisher}/models/{m}` | Vertex AI in express mode; also without a version |
/// | `/{v}/projects/{p}/locations/{l}/endpoints/{e}` | a tuned model of Vertex AI |
struct ModelResource: Hashable, Sendable {
  private static let publisher = "google"

  var apiVersion: String
  /// The id without `models/`, empty for the collection itself; names of other collections and publishers are kept
  /// whole, as no model has them.
  var model: String
  /// What follows the last colon, nil without one.
  var method: String?
  var surface = ServiceSurface.gemini

  /// The name as messages have it, `models/gemini-2.5-flash` or `tunedModels/mine`.
  var fullName: String { model.hasPrefix("tunedModels/") ? model : "models/\(model)" }

  /// Reads a path; nil for one that is not about models.
  ///
  /// A model may itself be a path (`models/publishers/google/models/gemini-2.5-flash`); its last segment is the id.
  /// - Parameter segments: The decoded segments of the path.
  init?(segments: [String]) {
    var rest = segments[...]
    let version = rest.popVersion()
    guard let name = Self.name(&rest) else { return nil }
    surface = name.surface
    apiVersion = version ?? (name.surface == .vertex ? "v1beta1" : "v1beta")
    model = name.name.withoutMethod
    method = name.name.method
  }

  private static func name(_ rest: inout ArraySlice<String>) -> (name: String, surface: ServiceSurface)? {
    switch rest.first {
    case "models"?:
      // The last segment is no collection, and the first one is.
      let collection = rest.dropLast().lastIndex { $0.hasSuffix("models") } ?? rest.startIndex
      return (rest[collection...].dropFirst().joined(separator: "/"), .gemini)
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
