import GeminiAPI
import HTTPServer
import NIOHTTP1
import TelemetryNames

// Kept prompts and jobs.
extension GeminiRoutes {
  static let cachedContents = RouteGroup<GeminiServices, CollectionResource>(
    pages: .storedState,
    reader: { CollectionResource(segments: $0.segments, collection: "cachedContents") },
    refusal: { request, _ in .nothingServed(request.head, request.target) },
    rows: [
      prompts(.POST, "", .bySetting, .create, "Keeps a prompt for later requests"),
      prompts(.GET, "", .unread, .list, "A page of kept prompts"),
      prompts(.GET, "/{id}", .unread, .get, "A kept prompt, without its contents"),
      prompts(.PATCH, "/{id}", .bySetting, .update, "Changes how long a prompt is kept"),
      prompts(.DELETE, "/{id}", .unread, .delete, "Removes a kept prompt"),
    ]
  )

  static let batches = RouteGroup<GeminiServices, CollectionResource>(
    pages: .storedState,
    reader: { CollectionResource(segments: $0.segments, collection: "batches") },
    refusal: { request, _ in .nothingServed(request.head, request.target) },
    rows: [
      jobs(.GET, "", .list, "A page of jobs"),
      jobs(.GET, "/{id}", .get, "A job, with its answers once it is done"),
      // The body is empty, or an empty object.
      jobs(.POST, "/{id}:cancel", .cancel, "Ends a job; what it has answered stays", .upTo(1 << 10)),
      jobs(.DELETE, "/{id}", .delete, "Removes a job"),
    ]
  )

  private static func prompts(
    _ verb: HTTPMethod,
    _ path: String,
    _ body: BodyRule,
    _ action: CachedContentsRoute.Action,
    _ summary: String
  ) -> RouteRow<GeminiServices, CollectionResource> {
    RouteRow(verb, "/{v}/cachedContents" + path, .cachedContents, summary, body) {
      CachedContentsRoute(action: action, resource: $1.path, store: $0.cachedContents, pipeline: $0.pipeline)
    }
  }

  private static func jobs(
    _ verb: HTTPMethod,
    _ path: String,
    _ action: BatchesRoute.Action,
    _ summary: String,
    _ body: BodyRule = .unread
  ) -> RouteRow<GeminiServices, CollectionResource> {
    RouteRow(verb, "/{v}/batches" + path, .batches, summary, body) {
      BatchesRoute(action: action, id: $1.path.id, runner: $0.batches)
    }
  }
}
