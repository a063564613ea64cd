import GeminiAPI
import HTTPServer
import NIOHTTP1
import TelemetryNames

/// The Gemini API for OpenAI's clients, below `/v1beta/openai`, as a table.
enum OpenAIRoutes {
  static let all = RouteGroup<GeminiServices, OpenAIPath>(
    reader: { OpenAIPath(segments: $0.segments) },
    refusal: refusal(of:verbs:),
    rows: [
      RouteRow(
        .POST,
        "/{v}/openai/chat/completions",
        .chatCompletions,
        "One answer to a chat, whole or in chunks",
        .bySetting
      ) {
        ChatCompletionsRoute(pipeline: $0.pipeline, catalog: $0.catalog, path: $1.path)
      },
      RouteRow(.POST, "/{v}/openai/embeddings", .embedContent, "Vectors of texts", .bySetting) {
        ChatEmbeddingsRoute(pipeline: $0.pipeline, catalog: $0.catalog, path: $1.path)
      },
      RouteRow(.GET, "/{v}/openai/models", .listModels, "All models") { services, _ in
        ListChatModelsRoute(catalog: services.catalog)
      },
      RouteRow(.GET, "/{v}/openai/models/{id}", .getModel, "One model") {
        GetChatModelRoute(catalog: $0.catalog, path: $1.path)
      },
    ]
  )

  private static func refusal(of request: RoutedRequest<OpenAIPath>, verbs: String) -> Status {
    guard verbs.isEmpty else { return .refusal(of: request, verbs: verbs) }
    let served = all.facts.map { $0.path.replacing("{v}", with: "v1beta") }.joined(separator: ", ")
    return .notFound(
      "Not Found. Nothing is served at \(request.head.method) \(request.target.path.prefix(bytes: 200)). For OpenAI's clients "
        + "there are \(served)."
    )
  }
}

/// What a path below `/v1beta/openai` names.
struct OpenAIPath: RoutePath {
  /// As the path says it; without one the newest is meant.
  let apiVersion: String
  /// What follows `openai`; of a model's name, which may have `models/` before it, one segment.
  let segments: [String]

  /// Reads a path; nil for one about something else.
  ///
  /// - Parameter segments: The decoded segments of the path.
  init?(segments: [String]) {
    var rest = segments[...]
    apiVersion = rest.popVersion() ?? "v1beta"
    guard rest.popFirst() == "openai" else { return nil }
    // The service takes what clients write that put `v1` behind every address.
    if rest.first == "v1" { rest = rest.dropFirst() }
    guard rest.first == "models", rest.count > 1 else {
      self.segments = Array(rest)
      return
    }
    let name = rest.dropFirst(rest.count > 2 && rest.dropFirst().first == "models" ? 2 : 1)
    self.segments = ["models", name.joined(separator: "/")]
  }

  var key: RouteKey { .segments(segments) }
}
