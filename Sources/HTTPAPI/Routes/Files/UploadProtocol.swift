import GeminiAPI
import HTTPServer
import NIOHTTP1

/// How the bytes of a new file come, by `X-Goog-Upload-Protocol`, else by the older `?uploadType=`.
enum UploadProtocol: Hashable {
  /// In any number of requests with `X-Goog-Upload-Command`.
  case resumable
  /// In any number of requests with `Content-Range`, as googleapiclient sends them.
  case contentRange
  /// In this request, behind the metadata.
  case multipart
  /// In this request, which holds nothing else.
  case raw

  /// Reads the protocol of a request that begins an upload.
  ///
  /// - Parameters:
  ///   - headers: The request's headers.
  ///   - target: Its target.
  /// - Throws: `INVALID_ARGUMENT` that names what there is.
  init(_ headers: HTTPHeaders, target: RequestTarget) throws(Status) {
    let commands = UploadCommand.words(headers)
    let name = headers.first(name: "x-goog-upload-protocol")
    let type = try target.parameter("uploadType", "upload_protocol")
    switch (name?.lowercased(), type?.lowercased()) {
    case ("resumable"?, _) where commands == ["start"]: self = .resumable
    case ("multipart"?, _): self = .multipart
    case ("raw"?, _): self = .raw
    case (nil, "resumable"?) where commands.isEmpty: self = .contentRange
    case (nil, "resumable"?) where commands == ["start"]: self = .resumable
    case (nil, "multipart"?): self = .multipart
    case (nil, "media"?), (nil, "raw"?): self = .raw
    default:
      let command = commands.joined(separator: ", ").prefix(bytes: 50)
      throw .invalidArgument(
        "An upload starts with 'X-Goog-Upload-Protocol: resumable' and 'X-Goog-Upload-Command: start', or it comes in one "
          + "request with 'X-Goog-Upload-Protocol: multipart' or 'raw'; older clients say uploadType=resumable, multipart "
          + "or media in the address. This request has protocol '\(name?.prefix(bytes: 50) ?? "")', command '\(command)' and "
          + "uploadType '\(type?.prefix(bytes: 50) ?? "")'."
      )
    }
  }
}
