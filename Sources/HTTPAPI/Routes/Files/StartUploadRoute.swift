import GeminiAPI
import HTTPServer
import NIOHTTP1
import Storage

/// `POST /upload/{v}/files`: starts a resumable upload and says where its bytes go.
struct StartUploadRoute: RouteHandler {
  /// Clients that cut a file send pieces of a multiple of this many bytes; here any other piece is taken too.
  private static let granularity = "262144"

  let store: any FileIndex
  let resource: FileResource
  /// Whether the client goes on with `Content-Range`.
  let isOlder: Bool

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let prefix = isOlder ? "X-Upload-" : "X-Goog-Upload-Header-"
    let metadata = try UploadMetadata.started(request.head.headers, prefix: prefix, body: body)
    let id = try await store.startUpload(metadata, isResumable: true)
    // Absolute: the Python SDK takes it as it stands.
    let url = "\(request.baseURL)/upload/\(resource.apiVersion)/files?upload_id=\(id)"
    if isOlder {
      return try await sink.send(status: 200, headers: ["Location": "\(url)&uploadType=resumable"], body: [])
    }
    let address = "\(url)&upload_protocol=resumable"
    try await sink.send(
      status: 200,
      headers: [
        "X-Goog-Upload-URL": address,
        "X-Goog-Upload-Control-URL": address,
        "X-Goog-Upload-Status": "active",
        "X-Goog-Upload-Chunk-Granularity": Self.granularity,
      ],
      body: []
    )
  }
}
