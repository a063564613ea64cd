package import GeminiAPI

/// Replaces the parts that name uploaded files by the bytes of these, so that from here on a file is a file,
/// however it came.
package struct UploadedFiles: Sendable {
  /// Of one request together, in bytes: what a sandbox takes by default, and more than any model's window.
  package static let sizeLimit = 256 << 20

  private let source: any FileSource

  package init(source: any FileSource) {
    self.source = source
  }

  /// Turns with their files in place.
  package struct Inlined: Sendable {
    package var contents: [Content]
    /// Why a file's bytes are not here: it lies elsewhere, or is more than a request may bring.
    ///
    /// Its part is left as it came. Nil where all are here.
    package var unread: Status?
    /// The same of a file that the Gemini API does not fetch either: it knows uploaded files and the pages of YouTube.
    package var unfetched: Status?
  }

  /// Reads the files that some turns name.
  ///
  /// What cannot be read is not a fault yet: an answer may need no bytes.
  /// - Parameter contents: The turns.
  /// - Returns: The turns with `inlineData` in place of each `fileData`, under the media type the part says, else the
  ///   file's own.
  /// - Throws: `PERMISSION_DENIED` for a file that is not there, `FAILED_PRECONDITION` for one that is still processed;
  ///   `INVALID_ARGUMENT` for what is not an address.
  package func inlined(_ contents: [Content]) async throws(Status) -> Inlined {
    var inlined = Inlined(contents: contents)
    var size = 0
    for turn in contents.indices {
      for index in contents[turn].parts.indices {
        guard case .fileData(let data)? = contents[turn].parts[index].data else { continue }
        let field = "contents[\(turn)].parts[\(index)].file_data.file_uri"
        guard !ForeignFile.isOne(data.fileUri) else {
          let foreign = Status.foreign(data.fileUri, field: field)
          inlined.unread = inlined.unread ?? foreign
          if !ForeignFile.isVideoPage(data.fileUri) { inlined.unfetched = inlined.unfetched ?? foreign }
          continue
        }
        let id = try Self.id(of: data.fileUri, field: field)
        let file = try await source.file(id)
        guard file.state == .active else { throw .fileNotActive(id) }
        guard size + file.sizeBytes <= Self.sizeLimit else {
          inlined.unread = inlined.unread ?? .tooLarge
          continue
        }
        size += file.sizeBytes
        let type = data.mimeType.flatMap { $0.isEmpty ? nil : $0 } ?? file.mimeType
        let blob = Blob(
          mimeType: type,
          data: try await source.content(of: id),
          displayName: data.displayName ?? file.displayName
        )
        inlined.contents[turn].parts[index].data = .inlineData(blob)
      }
    }
    return inlined
  }

  /// Whether an address is that of an uploaded file.
  static func namesUpload(_ uri: String) -> Bool { id(in: uri) != nil }

  /// The id in `files/{id}` or in an address that ends so; a server has many names, so whose address it is does not count.
  static func id(of uri: String, field: String) throws(Status) -> String {
    guard !uri.isEmpty else {
      throw .invalidArgument("* GenerateContentRequest.\(field): file_uri must not be empty.")
    }
    guard let id = id(in: uri) else { throw .foreign(uri, field: field) }
    return id
  }

  /// The id a name or an address ends in; nil where it is not an uploaded file's.
  static func id(in uri: String) -> String? {
    var path = uri[...]
    if let scheme = uri.firstRange(of: "://") {
      guard uri.hasPrefix("http://") || uri.hasPrefix("https://") else { return nil }
      path = uri[scheme.upperBound...].drop { $0 != "/" }.dropFirst()
    }
    var segments = path.split(separator: "/", omittingEmptySubsequences: false)
    if segments.count == 3, segments[0].hasPrefix("v1") { segments.removeFirst() }
    guard segments.count == 2, segments[0] == "files", !segments[1].isEmpty,
      segments[1].utf8.allSatisfy(\.isOfResourceID)
    else { return nil }
    return String(segments[1])
  }
}

/// A file that lies elsewhere, by its address.
enum ForeignFile {
  private static let schemes = ["gs://", "http://", "https://"]

  /// Whether the service would fetch a file from elsewhere: from a bucket, a page, a video's page.
  static func isOne(_ uri: String) -> Bool {
    schemes.contains { uri.utf8.count > $0.utf8.count && uri.hasPrefix($0) } && UploadedFiles.id(in: uri) == nil
  }

  /// Whether an address is one of YouTube's, whose videos the Gemini API reads where they are.
  static func isVideoPage(_ uri: String) -> Bool {
    ["https://www.youtube.com/", "https://youtube.com/", "https://m.youtube.com/", "https://youtu.be/"]
      .contains { uri.hasPrefix($0) }
  }

  /// The name under which code would find it: Vertex AI's rule, which leaves letters, digits, dots and underscores.
  static func name(_ uri: String) -> String {
    "f_" + uri.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") ? String($0) : "_" }.joined()
  }
}

extension Status {
  fileprivate static func foreign(_ uri: String, field: String) -> Status {
    let uri = String(uri.prefix(bytes: 200))
    let name = ForeignFile.isOne(uri) ? " Code would find it as '\(ForeignFile.name(uri))'." : ""
    return .invalidArgument(
      "* GenerateContentRequest.\(field): '\(uri)' names no uploaded file, and this server fetches nothing from elsewhere."
        + "\(name) Upload the file with the Files API and use its uri."
    )
  }

  fileprivate static let tooLarge = Status.invalidArgument(
    "The uploaded files of this request have more than \(UploadedFiles.sizeLimit) bytes together, which is the most a "
      + "request may bring."
  )
}
