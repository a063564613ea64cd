import GeminiAPI
import NIOHTTP1
import TelemetryNames
import Testing

@testable import HTTPAPI
@testable import HTTPServer

@Suite("The tables of routes")
struct RouteTableTests {
  /// Checks that each row answers the path it has, and that none stands behind another that takes all its requests.
  private func check<Services, Path>(_ group: RouteGroup<Services, Path>) throws {
    for row in group.rows {
      let target = try RequestTarget(row.facts.path.replacing("{v}", with: "v1beta"))
      let rows = try #require(try group.path(target), "\(row.facts.path)").rows
      let same = rows.filter { $0.facts.verb == row.facts.verb }
      #expect(same.contains { $0.facts.path == row.facts.path && $0.facts.summary == row.facts.summary })
      #expect(same.dropLast().allSatisfy { $0.condition != nil }, "\(row.facts.verb) \(row.facts.path)")
    }
  }

  @Test
  func `each row answers its own path`() throws {
    try check(GeminiRoutes.models)
    try check(GeminiRoutes.tunedModels)
    try check(OpenAIRoutes.all)
    try check(GeminiRoutes.files)
    try check(GeminiRoutes.uploads)
    try check(GeminiRoutes.startedUploads)
    try check(GeminiRoutes.cachedContents)
    try check(GeminiRoutes.batches)
    try check(ServerRoutes.all)
    try check(TestingRoutes.all)
  }

  @Test
  func `every name that metrics have is a row's`() {
    let names = Set(RoutePage.sections.flatMap(\.facts).map(\.name))
    #expect(names.union([.preflight, .none]) == Set(RouteName.allCases))
  }

  @Test
  func `only what tells nothing of requests is open to everybody`() {
    let open = RoutePage.sections.flatMap(\.facts).filter { $0.key == .open }
    #expect(open.map(\.path) == ["/health", "/ready"])
  }

  /// The name of the route of a request in a group, or why there is none.
  private func answer<Services, Path>(
    of group: RouteGroup<Services, Path>,
    _ method: HTTPMethod,
    _ uri: String,
    _ headers: HTTPHeaders = [:]
  ) throws -> String? {
    let head = HTTPRequestHead(version: .http1_1, method: method, uri: uri, headers: headers)
    let target = try RequestTarget(uri)
    guard let (path, rows) = try group.path(target) else { return nil }
    do throws(Status) {
      return try group.row(of: rows, for: RoutedRequest(head: head, target: target, path: path)).facts.name.rawValue
    } catch {
      return error.message
    }
  }

  @Test(
    "models",
    arguments: [
      (.POST, "/v1/models/m:generateContent", "generate_content"), (.POST, "/models/m:countTokens", "count_tokens"),
      (.HEAD, "/v1/models/m", "get_model"), (.GET, "/v1beta/models/", "list_models"),
      (.POST, "/v1/publishers/google/models/m:predict", "predict"),
      (.GET, "/v1/models/m:countTokens", "Not Found. GET is not served at /v1/models/m:countTokens; use POST."),
      (.POST, "/v1/models", "Not Found. POST is not served at /v1/models; use GET."),
      (.PUT, "/v1/models/m", "Not Found. PUT is not served at /v1/models/m; use GET."),
      (.DELETE, "/v1/models/m", "Model is not found: models/m for api version v1"),
      (
        .POST, "/v1/models/m:predict",
        "models/m is not found for API version v1, or is not supported for predict. Call ListModels to see the list of "
          + "available models and their supported methods."
      ),
      (.GET, "/v1/models?alt=x", "Invalid value \"x\" of the parameter alt; it may be json or sse."),
      (.POST, "/v1/files", nil),
    ] as [(HTTPMethod, String, String?)]
  )
  func models(method: HTTPMethod, uri: String, expected: String?) throws {
    #expect(try answer(of: GeminiRoutes.models, method, uri) == expected)
  }

  @Test(
    "files",
    arguments: [
      (.GET, "/v1/files", "list_files"), (.DELETE, "/files/a", "delete_file"),
      (.GET, "/download/v1/files/a:download", "download_file"),
      (.PUT, "/files/a", "Not Found. PUT is not served at /files/a; use GET or DELETE."),
      (.PUT, "/files", "Not Found. PUT is not served at /files; use GET."),
      (.GET, "/files:download", "files:download is not served. Files are uploaded, listed, read and deleted."),
      (.POST, "/v1/files/a:download", "Not Found. POST is not served at /v1/files/a:download; use GET."),
      (.POST, "/upload/v1/files", nil),
    ] as [(HTTPMethod, String, String?)]
  )
  func files(method: HTTPMethod, uri: String, expected: String?) throws {
    #expect(try answer(of: GeminiRoutes.files, method, uri) == expected)
  }

  @Test
  func `uploads are told apart by their protocol`() throws {
    let start: HTTPHeaders = ["x-goog-upload-protocol": "resumable", "x-goog-upload-command": "start"]
    let uri = "/upload/v1beta/files"
    #expect(try answer(of: GeminiRoutes.uploads, .POST, uri, start) == "start_upload")
    #expect(try answer(of: GeminiRoutes.uploads, .POST, uri + "?uploadType=resumable") == "start_upload")
    #expect(try answer(of: GeminiRoutes.uploads, .POST, uri + "?uploadType=media") == "upload_whole")
    #expect(try answer(of: GeminiRoutes.uploads, .GET, uri)?.hasSuffix("use POST.") == true)
    #expect(try answer(of: GeminiRoutes.startedUploads, .POST, uri) == nil, "no id")
    for method in [HTTPMethod.POST, .PUT, .DELETE] {
      #expect(try answer(of: GeminiRoutes.startedUploads, method, uri + "?upload_id=a") == "continue_upload")
    }
    #expect(try answer(of: GeminiRoutes.startedUploads, .GET, uri + "?upload_id=a")?.hasSuffix("use POST.") == true)
  }

  @Test(
    "routes of the server's own",
    arguments: [
      (.GET, "/_pollux/requests/req_1", "journal"), (.POST, "/_pollux/reset/journal", "reset"),
      (.PUT, "/_pollux/fixtures", "Not Found. PUT is not served at /_pollux/fixtures; use GET or POST."),
      (.GET, "/_pollux/verify", "Not Found. GET is not served at /_pollux/verify; use POST."),
      (.POST, "/_pollux/reset/files", nil), (.GET, "/_pollux/usage", nil), (.GET, "/_pollux", nil),
    ] as [(HTTPMethod, String, String?)]
  )
  func own(method: HTTPMethod, uri: String, expected: String?) throws {
    #expect(try answer(of: TestingRoutes.all, method, uri) == expected)
  }
}
