import Testing

extension TestServer {
  package static var files: String { "/upload/v1beta/files" }

  /// Starts an upload and gives the target its bytes go to.
  package func startUpload(_ headers: [String: String] = [:], body: String = "") async throws -> String {
    let started = ["X-Goog-Upload-Protocol": "resumable", "X-Goog-Upload-Command": "start"]
    let answer = try await request("POST", Self.files, headers: started.merging(headers) { $1 }, body: body)
    try #require(answer.status == 200, "\(answer.text)")
    #expect(answer.headers["x-goog-upload-status"] == "active")
    #expect(answer.headers["x-goog-upload-chunk-granularity"] == "262144")
    let url = try #require(answer.headers["x-goog-upload-url"])
    return String(try #require(url.firstMatch(of: #/^https?://127\.0\.0\.1(/upload/v1beta/files\?upload_id=.+)$/#)).1)
  }

  package func upload(_ command: String, _ target: String, offset: Int? = nil, _ bytes: String = "") async throws
    -> HTTPAnswer
  {
    var headers = ["X-Goog-Upload-Command": command]
    headers["X-Goog-Upload-Offset"] = offset.map { String($0) }
    return try await request("POST", target, headers: headers, body: bytes)
  }

  package func fileNames() async throws -> [String] {
    let answer = try await request("GET", "/v1beta/files?pageSize=100")
    return (try answer.decoded(UploadedFile.Page.self).files ?? []).map(\.name)
  }
}

package struct UploadedFile: Decodable {
  package struct Answer: Decodable {
    package var file: UploadedFile
  }

  package struct Page: Decodable {
    package var files: [UploadedFile]?
  }

  package var name: String
  package var displayName: String?
  package var mimeType: String
  package var sizeBytes: String
  package var sha256Hash: String
  package var uri: String
  package var downloadUri: String?
  package var state: String
}
