package import GeminiAPI

/// Puts the bytes of uploaded files in the place of the parts that name them, so that from here on a file is a file,
/// however it came.
package struct UploadedFiles: Sendable {
  /// Of one request together, in bytes: what a sandbox takes by default, and more than any model's window.
  package static let sizeLimit = 256 << 20

  private let source: any FileSource

  package init(source: any FileSource) {
    self.source = source
  }

  /// Reads the files that some turns name.
  ///
  /// - Parameter contents: The turns.
  /// - Returns: The turns with `inlineData` in place of each `fileData`, under the media type the part says, else the
  ///   file's own.
  /// - Throws: `PERMISSION_DENIED` for a file that is not there, `FAILED_PRECONDITION` for one that is still processed;
  ///   `INVALID_ARGUMENT` for an address that is none of this server's, and for more bytes than a request may bring.
  package func inlined(_ contents: [Content]) async throws(Status) -> [Content] {
    var contents = contents
    var size = 0
    for turn in contents.indices {
      for index in contents[turn].parts.indices {
        guard case .fileData(let data)? = contents[turn].parts[index].data else { continue }
        let id = try Self.id(of: data.fileUri, field: "contents[\(turn)].parts[\(index)].file_data.file_uri")
        let file = try await source.file(id)
        guard file.state == .active else { throw .fileNotActive(id) }
        size += file.sizeBytes
        guard size <= Self.sizeLimit else { throw .tooLarge }
        let type = data.mimeType.flatMap { $0.isEmpty ? nil : $0 } ?? file.mimeType
        let blob = Blob(
          mimeType: type,
          data: try await source.bytes(of: id),
          displayName: data.displayName ?? file.displayName
        )
        contents[turn].parts[index].data = .inlineData(blob)
      }
    }
    return contents
  }

  /// The id in `files/{id}` or in an address that ends so; a server has many names, so whose address it is does not count.
  static func id(of uri: String, field: String) throws(Status) -> String {
    guard !uri.isEmpty else {
      throw .invalidArgument("* GenerateContentRequest.\(field): file_uri must not be empty.")
    }
    var path = uri[...]
    if let scheme = uri.firstRange(of: "://") {
      guard uri.hasPrefix("http://") || uri.hasPrefix("https://") else { throw .foreign(uri, field: field) }
      path = uri[scheme.upperBound...].drop { $0 != "/" }.dropFirst()
    }
    var segments = path.split(separator: "/", omittingEmptySubsequences: false)
    if segments.count == 3, segments[0].hasPrefix("v1") { segments.removeFirst() }
    guard segments.count == 2, segments[0] == "files", !segments[1].isEmpty, !segments[1].contains("?") else {
      throw .foreign(uri, field: field)
    }
    return String(segments[1])
  }
}

/// A file that lies elsewhere, by its address.
enum ForeignFile {
  /// The name under which code would find it: Vertex AI's rule, which leaves letters, digits, dots and underscores.
  static func name(_ uri: String) -> String {
    "f_" + uri.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") ? String($0) : "_" }.joined()
  }
}

extension Status {
  fileprivate static func foreign(_ uri: String, field: String) -> Status {
    let uri = String(uri.prefix(200))
    let isFetched = ["gs://", "http://", "https://"].contains { uri.hasPrefix($0) }
    let name = isFetched ? " Code would find it as '\(ForeignFile.name(uri))'." : ""
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
