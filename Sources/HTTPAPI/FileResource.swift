/// What a path below `/files` names: `/v1beta/files/abc123`, `/upload/v1beta/files`, `/download/v1beta/files/abc123:download`.
struct FileResource: Hashable, Sendable {
  /// Whether the path is that of uploads.
  var isUpload: Bool
  /// Whether the path is that of downloads.
  var isDownload: Bool
  /// As the path says it; without one the newest is meant.
  var apiVersion: String
  /// The id without `files/`, empty for the collection itself.
  var id: String
  /// What follows the last colon, nil without one.
  var method: String?

  /// Reads a path; nil for one that is not about files.
  ///
  /// - Parameter segments: The decoded segments of the path.
  init?(segments: [String]) {
    var rest = segments[...]
    isUpload = rest.first == "upload"
    isDownload = rest.first == "download"
    if isUpload || isDownload { rest = rest.dropFirst() }
    apiVersion = rest.popVersion() ?? "v1beta"
    guard let collection = rest.popFirst(), rest.count <= 1 else { return nil }
    let words = collection.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard words[0] == "files" else { return nil }
    (id, method) = (rest.first ?? "").idAndMethod
    if method == nil, words.count > 1 { method = String(words[1]) }
  }
}
