import Foundation
import NIOHTTP1
import TelemetryNames
import Testing

@testable import HTTPAPI
@testable import HTTPServer

/// `docs/routes.md`, made of the tables of routes.
enum RoutePage {
  static let sections = [
    (title: "Models", facts: GeminiRoutes.models.facts + GeminiRoutes.tunedModels.facts),
    (title: "For OpenAI's clients", facts: OpenAIRoutes.all.facts),
    (title: "Files", facts: GeminiRoutes.files.facts + GeminiRoutes.uploads.facts + GeminiRoutes.startedUploads.facts),
    (title: "Kept prompts and jobs", facts: GeminiRoutes.cachedContents.facts + GeminiRoutes.batches.facts),
    (title: "The server itself", facts: ServerRoutes.all.facts),
    (title: "For tests", facts: TestingRoutes.all.facts),
  ]

  private static let introduction = """
    # Routes

    This page is made of the tables the server reads; `POLLUX_WRITE_PAGES=1 swift test --filter RoutePageTests` writes it anew.

    `{v}` is `v1`, `v1beta`, `v1alpha` or `v1beta1`, or left out. What `/{v}/models` has is also served below Vertex AI's `/{v}/projects/{p}/locations/{l}/publishers/google/models` and `/{v}/publishers/google/models`. Every path may begin with `/t/{namespace}`. `GET` stands for `HEAD` too, and `OPTIONS` answers a browser's question on every path of the API.

    - **Body**: the most bytes a route reads; `setting` is `request_body_limit`.
    - **Key**: whether a route wants an API key where the server has some; `id`: the id of the upload takes its place.
    - **Pages**: which pages in a browser may use it; `stored`: those of other origins only by `allowed_origins` or with a key, `own`: only those of this server.
    - **Metric**: the label `route` in `/metrics`.
    """

  static var text: String {
    let tables = sections.map { section in
      """

      ## \(section.title)

      | verb | path | what it does | body | key | pages | metric |
      |---|---|---|---|---|---|---|
      \(section.facts.map(line).joined(separator: "\n"))

      """
    }
    let unserved = UnservedResource.advice.sorted { $0.key < $1.key }.map { "| `\($0.key)` | \($0.value) |" }
    return introduction + "\n" + tables.joined() + """

      ## What the API has and Pollux does not

      | collection | answer: 404 and |
      |---|---|
      \(unserved.joined(separator: "\n"))

      """
  }

  private static func line(_ route: RouteFacts) -> String {
    let cells = [
      route.verb.rawValue, "`\(route.path)`", route.summary, route.body.text, route.key.text, route.pages.text,
      "`\(route.name.rawValue)`",
    ]
    return "| \(cells.joined(separator: " | ")) |"
  }
}

extension BodyRule {
  fileprivate var text: String {
    switch self {
    case .unread: ""
    case .upTo(let bytes) where bytes >= 1 << 20: "\(bytes >> 20) MiB"
    case .upTo(let bytes): "\(bytes >> 10) KiB"
    case .bySetting: "setting"
    case .streamed: "any"
    }
  }
}

extension KeyRule {
  fileprivate var text: String {
    switch self {
    case .required: "yes"
    case .open: "no"
    case .byUploadID: "id"
    }
  }
}

extension PageRule {
  fileprivate var text: String {
    switch self {
    case .anywhere: "all"
    case .storedState: "stored"
    case .sameOrigin: "own"
    }
  }
}

@Suite("docs/routes.md")
struct RoutePageTests {
  @Test
  func `is what the tables say`() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/routes.md")
    if ProcessInfo.processInfo.environment["POLLUX_WRITE_PAGES"] != nil {
      try Data(RoutePage.text.utf8).write(to: page.standardizedFileURL)
    }
    let written = try String(contentsOf: page.standardizedFileURL, encoding: .utf8)
    #expect(written == RoutePage.text, "write it anew: POLLUX_WRITE_PAGES=1 swift test --filter RoutePageTests")
  }
}
