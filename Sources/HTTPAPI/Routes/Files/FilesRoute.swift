import GeminiAPI
import Generation
import HTTPServer
import Storage

/// `GET /{v}/files`: a page of files.
struct ListFilesRoute: RouteHandler {
  private static let defaultPageSize = 10
  private static let maximumPageSize = 100

  let store: any FileIndex

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let query = try request.target.page(
      default: Self.defaultPageSize,
      maximum: Self.maximumPageSize,
      method: "ListFilesRequest"
    )
    let page = try await store.page(size: query.size, after: query.token)
    let answer = ListResponse(page.files.map { File($0).addressed(request) }, nextPageToken: page.nextToken)
    try await sink.send(status: 200, body: answer.json(pretty: true))
  }
}

/// `GET /{v}/files/{id}`: one file's metadata.
struct GetFileRoute: RouteHandler {
  let store: any FileIndex
  let id: String

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let file = try await store.file(id)
    try await sink.send(status: 200, body: File(file).addressed(request).json(pretty: true))
  }
}

/// `DELETE /{v}/files/{id}`: removes a file at once.
struct DeleteFileRoute: RouteHandler {
  let store: any FileIndex
  let id: String

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    try await store.delete(id)
    try await sink.send(status: 200, body: .emptyObject)
  }
}

extension File {
  /// The file with the address under which this client reaches it; the service's own say `v1beta` whatever was asked.
  func addressed(_ request: IncomingRequest) -> File {
    var file = self
    file.uri = "\(request.baseURL)/v1beta/\(name)"
    if source == .generated { file.downloadUri = "\(file.uri):download?alt=media" }
    return file
  }
}
