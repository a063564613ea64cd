import GeminiAPI
import NIOHTTP1
import Storage

extension GeminiRouter {
  /// Checks that a request may read or change files, cached contents and batches.
  func checkStoredState(_ source: RequestSource) throws(Status) {
    if let refusal = refusalOfStoredState(source) { throw refusal }
  }

  /// The bytes of an upload come without a key: the id in their address is what lets them in.
  func openUploadRoute(_ head: HTTPRequestHead, _ target: RequestTarget) throws(Status) -> (any Route)? {
    guard target.segments.first == "upload", FileResource(segments: target.segments) != nil,
      let id = try target.parameter("upload_id")
    else { return nil }
    let hasCommand = head.headers.contains(name: "x-goog-upload-command")
    switch head.method {
    case .POST where hasCommand || !head.headers.contains(name: "content-range"), .PUT where hasCommand:
      return ContinueUploadRoute(store: files, uploadID: id)
    case .POST, .PUT, .DELETE: return ContentRangeUploadRoute(store: files, uploadID: id)
    default: throw .wrongMethod(head, target, use: "POST")
    }
  }

  func fileRoute(
    _ head: HTTPRequestHead,
    _ target: RequestTarget,
    _ resource: FileResource
  ) throws(Status) -> any Route {
    if resource.isUpload { return try uploadRoute(head, target, resource) }
    if let method = resource.method {
      guard method == "download", !resource.id.isEmpty else { throw .fileMethodNotServed(method) }
      guard head.method == .GET || head.method == .HEAD else { throw .wrongMethod(head, target, use: "GET") }
      return DownloadFileRoute(store: files, id: resource.id)
    }
    guard !resource.isDownload else { throw .nothingServed(head, target) }
    switch head.method {
    case .GET where resource.id.isEmpty, .HEAD where resource.id.isEmpty: return ListFilesRoute(store: files)
    case .GET, .HEAD: return GetFileRoute(store: files, id: resource.id)
    case .DELETE where !resource.id.isEmpty: return DeleteFileRoute(store: files, id: resource.id)
    case .POST where resource.id.isEmpty: throw .filesAreUploaded
    default: throw .wrongMethod(head, target, use: resource.id.isEmpty ? "GET" : "GET or DELETE")
    }
  }

  private func uploadRoute(
    _ head: HTTPRequestHead,
    _ target: RequestTarget,
    _ resource: FileResource
  ) throws(Status) -> any Route {
    guard resource.id.isEmpty, resource.method == nil else { throw .nothingServed(head, target) }
    guard head.method == .POST else { throw .wrongMethod(head, target, use: "POST") }
    switch try UploadProtocol(head.headers, target: target) {
    case .resumable: return StartUploadRoute(store: files, resource: resource, isOlder: false)
    case .contentRange: return StartUploadRoute(store: files, resource: resource, isOlder: true)
    case .raw: return WholeUploadRoute(store: files, boundary: nil)
    case .multipart:
      let contentType = head.headers.first(name: "content-type") ?? ""
      return WholeUploadRoute(store: files, boundary: try PartHead.boundary(contentType))
    }
  }
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
