import GeminiAPI
import NIOHTTP1
import Storage
import TelemetryNames

/// `POST /upload/{v}/files`: starts a resumable upload and says where its bytes go.
struct StartUploadRoute: Route {
  /// Clients that cut a file send pieces of a multiple of this many bytes; here any other piece is taken too.
  private static let granularity = "262144"

  let store: FileStore
  let resource: FileResource

  /// The body is metadata only.
  var name: RouteName { .startUpload }
  var bodyLimit: Int? { 1 << 20 }

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    try checkProtocol(request)
    let id = try await store.startUpload(try metadata(request.head.headers, body: body))
    let path = "/upload/\(resource.apiVersion)/files?upload_id=\(id)&upload_protocol=resumable"
    // Absolute: the Python SDK takes it as it stands.
    try await sink.send(
      status: 200,
      headers: [
        "X-Goog-Upload-URL": request.baseURL + path,
        "X-Goog-Upload-Control-URL": request.baseURL + path,
        "X-Goog-Upload-Status": "active",
        "X-Goog-Upload-Chunk-Granularity": Self.granularity,
      ],
      body: []
    )
  }

  private func checkProtocol(_ request: IncomingRequest) throws(Status) {
    let headers = request.head.headers
    let name = headers.first(name: "x-goog-upload-protocol") ?? ""
    let commands = UploadCommand.words(headers)
    guard name.lowercased() == "resumable", commands == ["start"] else {
      throw .invalidArgument(
        "An upload starts with 'X-Goog-Upload-Protocol: resumable' and 'X-Goog-Upload-Command: start'; this request has "
          + "protocol '\(name.prefix(50))' and command '\(commands.joined(separator: ", ").prefix(50))'. "
          + "Uploads in one request (multipart, raw) are not served by this version."
      )
    }
  }

  /// What the client says of its file, in the body or else in headers.
  private func metadata(_ headers: HTTPHeaders, body: [UInt8]) throws(Status) -> CreateFileRequest.File {
    var file = body.isEmpty ? nil : try CreateFileRequest.decode(body).file
    if file?.mimeType?.isEmpty ?? true {
      file = file ?? CreateFileRequest.File()
      file?.mimeType = headers.first(name: "x-goog-upload-header-content-type")
    }
    var metadata = file ?? CreateFileRequest.File()
    guard let text = headers.first(name: "x-goog-upload-header-content-length") else { return metadata }
    guard let size = Int(text), size >= 0 else {
      throw .invalidArgument("X-Goog-Upload-Header-Content-Length is no length in bytes: '\(text.prefix(50))'.")
    }
    guard metadata.sizeBytes ?? size == size else {
      throw .invalidArgument(
        "size_bytes says \(metadata.sizeBytes ?? 0), X-Goog-Upload-Header-Content-Length says \(size); they must agree."
      )
    }
    metadata.sizeBytes = size
    return metadata
  }
}
