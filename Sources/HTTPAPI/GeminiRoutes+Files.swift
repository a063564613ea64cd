import GeminiAPI
import HTTPServer
import NIOHTTP1
import TelemetryNames

// Files and their uploads.
extension GeminiRoutes {
  static let files = RouteGroup<GeminiServices, FileResource>(
    pages: .storedState,
    reader: { FileResource(segments: $0.segments).flatMap { $0.isUpload ? nil : $0 } },
    refusal: { request, verbs in
      let resource = request.path
      if verbs.isEmpty, let method = resource.method { return .fileMethodNotServed(method) }
      let isCreation = request.head.method == .POST && resource.key == .collection
      return isCreation ? .filesAreUploaded : .refusal(of: request, verbs: verbs)
    },
    rows: [
      RouteRow(.GET, "/{v}/files", .listFiles, "A page of files") { services, _ in
        ListFilesRoute(store: services.files)
      },
      RouteRow(.GET, "/{v}/files/{id}", .getFile, "What is known of a file") {
        GetFileRoute(store: $0.files, id: $1.path.id)
      },
      RouteRow(.DELETE, "/{v}/files/{id}", .deleteFile, "Removes a file at once") {
        DeleteFileRoute(store: $0.files, id: $1.path.id)
      },
      RouteRow(.GET, "/{v}/files/{id}:download", .downloadFile, "The bytes of a file that the server made") {
        DownloadFileRoute(store: $0.files, id: $1.path.id)
      },
    ]
  )

  static let uploads = RouteGroup<GeminiServices, FileResource>(
    pages: .storedState,
    reader: { $0.segments.first == "upload" ? FileResource(segments: $0.segments) : nil },
    refusal: { .refusal(of: $0, verbs: $1) },
    rows: [
      RouteRow(
        .POST,
        "/upload/{v}/files",
        .startUpload,
        "Starts a resumable upload and says where its bytes go",
        .upTo(UploadMetadata.limit),
        where: { request throws(Status) in [.resumable, .contentRange].contains(try request.uploadProtocol) }
      ) { services, request throws(Status) in
        let isOlder = try request.uploadProtocol == .contentRange
        return StartUploadRoute(store: services.files, resource: request.path, isOlder: isOlder)
      },
      RouteRow(
        .POST,
        "/upload/{v}/files",
        .uploadWhole,
        "Uploads a file in this one request, with its metadata or without",
        .streamed
      ) { services, request throws(Status) in
        let type = request.head.headers.first(name: "content-type") ?? ""
        let boundary = try request.uploadProtocol == .multipart ? PartHead.boundary(type) : nil
        return WholeUploadRoute(store: services.files, boundary: boundary)
      },
    ]
  )

  /// Started uploads: their bytes come without a key, since the id in their address is what lets them in.
  static let startedUploads = RouteGroup<GeminiServices, StartedUpload>(
    key: .byUploadID,
    reader: { target throws(Status) in
      guard target.segments.first == "upload", FileResource(segments: target.segments) != nil,
        let id = try target.parameter("upload_id")
      else { return nil }
      return StartedUpload(id: id)
    },
    refusal: { .refusal(of: $0, verbs: $1) },
    rows: [
      upload(.POST, "Takes bytes of an upload, asks how many came, makes the file, or gives it up") {
        $0.hasUploadCommand || !$0.head.headers.contains(name: "content-range")
      },
      upload(.PUT, "The same", isSuggested: false) { $0.hasUploadCommand },
      upload(.POST, "Takes bytes of an upload by `Content-Range`, as older clients send them"),
      upload(.PUT, "The same", isSuggested: false),
      upload(.DELETE, "Gives such an upload up", isSuggested: false),
    ]
  )

  /// A route of started uploads: by commands where it has a condition, else by `Content-Range`.
  private static func upload(
    _ verb: HTTPMethod,
    _ summary: String,
    isSuggested: Bool = true,
    byCommandsWhere condition: RouteRow<GeminiServices, StartedUpload>.Condition? = nil
  ) -> RouteRow<GeminiServices, StartedUpload> {
    RouteRow(
      verb,
      "/upload/{v}/files?upload_id={id}",
      .continueUpload,
      summary,
      .streamed,
      isSuggested: isSuggested,
      where: condition
    ) {
      guard condition != nil else { return ContentRangeUploadRoute(store: $0.files, uploadID: $1.path.id) }
      return ContinueUploadRoute(store: $0.files, uploadID: $1.path.id)
    }
  }
}

/// The address of a started upload.
struct StartedUpload: RoutePath {
  let id: String

  var key: RouteKey { .collection }
}

extension FileResource: RoutePath {
  var key: RouteKey {
    switch method {
    case let method?: id.isEmpty ? .nowhere : .method(method)
    case nil where isDownload: .nowhere
    case nil: id.isEmpty ? .collection : .item
    }
  }
}

extension RoutedRequest {
  fileprivate var uploadProtocol: UploadProtocol {
    get throws(Status) { try UploadProtocol(head.headers, target: target) }
  }

  fileprivate var hasUploadCommand: Bool { head.headers.contains(name: "x-goog-upload-command") }
}

extension Status {
  fileprivate static let filesAreUploaded = Status.invalidArgument(
    "A file is made by uploading its bytes: POST /upload/v1beta/files with X-Goog-Upload-Protocol: resumable "
      + "and X-Goog-Upload-Command: start."
  )

  fileprivate static func fileMethodNotServed(_ method: String) -> Status {
    guard method == "register" else {
      return .notFound(
        "files:\(method.prefix(bytes: 100)) is not served. Files are uploaded, listed, read and deleted."
      )
    }
    return .notFound(
      "files:register is not served: it names files in Google Cloud Storage, and this server fetches nothing from "
        + "elsewhere. Upload the file instead."
    )
  }
}
