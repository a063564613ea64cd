import GeminiAPI
import NIOHTTP1

/// Reads what a client says of its file, in a body of JSON or else in headers.
enum UploadMetadata {
  /// The most bytes of JSON.
  static let limit = 1 << 20

  /// Reads the metadata of a resumable upload.
  ///
  /// - Parameters:
  ///   - headers: The request's headers.
  ///   - prefix: What the names of type and length begin with.
  ///   - body: The JSON, or nothing.
  /// - Returns: The metadata.
  /// - Throws: `INVALID_ARGUMENT` that names the field or header.
  static func started(
    _ headers: HTTPHeaders,
    prefix: String,
    body: [UInt8]
  ) throws(Status) -> CreateFileRequest.File {
    var metadata = try read(body)
    fill(&metadata, type: headers.first(name: "\(prefix)Content-Type"))
    guard let text = headers.first(name: "\(prefix)Content-Length") else { return metadata }
    guard let size = Int(text), size >= 0 else {
      throw .invalidArgument("\(prefix)Content-Length is not a length in bytes: '\(text.prefix(bytes: 50))'.")
    }
    try fill(&metadata, size: size, header: "\(prefix)Content-Length")
    return metadata
  }

  /// Reads the metadata of a file that is the body of its request.
  ///
  /// - Parameters:
  ///   - headers: The request's headers.
  ///   - length: The length of the body, where it is announced.
  /// - Returns: The metadata.
  static func raw(_ headers: HTTPHeaders, length: Int?) -> CreateFileRequest.File {
    let type = headers.first(name: "x-goog-upload-header-content-type") ?? headers.first(name: "content-type")
    return CreateFileRequest.File(
      displayName: headers.first(name: "x-goog-upload-file-name"),
      mimeType: type.map { String($0.prefix { $0 != ";" }) },
      sizeBytes: length
    )
  }

  /// Reads `{"file": {…}}`.
  static func read(_ body: [UInt8]) throws(Status) -> CreateFileRequest.File {
    body.isEmpty ? CreateFileRequest.File() : try CreateFileRequest.decode(body).file ?? CreateFileRequest.File()
  }

  /// Sets the type where the metadata has none.
  static func fill(_ metadata: inout CreateFileRequest.File, type: String?) {
    if metadata.mimeType?.isEmpty ?? true { metadata.mimeType = type }
  }

  private static func fill(_ metadata: inout CreateFileRequest.File, size: Int, header: String) throws(Status) {
    guard metadata.sizeBytes ?? size == size else {
      throw .invalidArgument(
        "size_bytes says \(metadata.sizeBytes ?? 0), \(header) says \(size); they must agree."
      )
    }
    metadata.sizeBytes = size
  }
}
