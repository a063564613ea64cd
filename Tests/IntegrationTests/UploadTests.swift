import Foundation
import Glibc
import Testing
import TestSupport

extension ServerProcess {
  fileprivate static let files = "/upload/v1beta/files"

  /// Starts an upload and gives the target its bytes go to.
  fileprivate func startUpload(_ headers: [String: String] = [:], body: String = "") async throws -> String {
    let started = ["X-Goog-Upload-Protocol": "resumable", "X-Goog-Upload-Command": "start"]
    let answer = try await request("POST", Self.files, headers: started.merging(headers) { $1 }, body: body)
    try #require(answer.status == 200, "\(answer.text)")
    #expect(answer.headers["x-goog-upload-status"] == "active")
    #expect(answer.headers["x-goog-upload-chunk-granularity"] == "262144")
    let url = try #require(answer.headers["x-goog-upload-url"])
    return String(try #require(url.firstMatch(of: #/^https?://127\.0\.0\.1(/upload/v1beta/files\?upload_id=.+)$/#)).1)
  }

  fileprivate func upload(_ command: String, _ target: String, offset: Int? = nil, _ bytes: String = "") async throws
    -> HTTPAnswer
  {
    var headers = ["X-Goog-Upload-Command": command]
    headers["X-Goog-Upload-Offset"] = offset.map { String($0) }
    return try await request("POST", target, headers: headers, body: bytes)
  }

  fileprivate func fileNames() async throws -> [String] {
    let answer = try await request("GET", "/v1beta/files?pageSize=100")
    return (try answer.decoded(UploadedFile.Page.self).files ?? []).map(\.name)
  }
}

private struct UploadedFile: Decodable {
  struct Answer: Decodable {
    var file: UploadedFile
  }

  struct Page: Decodable {
    var files: [UploadedFile]?
  }

  var name: String
  var mimeType: String
  var sizeBytes: String
  var uri: String
}

extension ProcessSuites.AsDelivered {
  @Suite("An upload over HTTP")
  struct UploadTests {
    @Test("goes on from where it is, and says so")
    func resumed() async throws {
      let server = try ServerProcess.current
      let target = try await server.startUpload(
        ["X-Goog-Upload-Header-Content-Type": "text/csv", "X-Forwarded-Proto": "https"]
      )
      let first = try await server.upload("upload", target, offset: 0, "a,b\n")
      #expect(first.status == 200 && first.body.isEmpty)
      #expect(first.headers["x-goog-upload-status"] == "active")

      let query = try await server.upload("query", target)
      #expect(query.headers["x-goog-upload-size-received"] == "4")
      let wrong = try await server.upload("upload, finalize", target, offset: 3, "1,2\n")
      #expect(wrong.status == 400)
      #expect(wrong.text.contains("from offset 4"))

      let last = try await server.upload("upload, finalize", target, offset: 4, "1,2\n")
      #expect(last.headers["x-goog-upload-status"] == "final")
      let file = try last.decoded(UploadedFile.Answer.self).file
      #expect(file.mimeType == "text/csv" && file.sizeBytes == "8")
      #expect(file.uri == "http://127.0.0.1/v1beta/\(file.name)")

      let again = try await server.upload("query", target)
      #expect(again.status == 404)
      #expect(again.headers["x-goog-upload-status"] == "final", "clients try again where it is missing")
      let deleted = try await server.request("DELETE", "/v1beta/\(file.name)")
      #expect(deleted.status == 200 && deleted.text == "{}\n")
    }

    @Test("ends with an empty piece, as clients end files of no bytes")
    func empty() async throws {
      let server = try ServerProcess.current
      let target = try await server.startUpload(body: #"{"file": {"name": "files/void", "size_bytes": 0}}"#)
      let answer = try await server.upload("upload, finalize", target, offset: 0)
      #expect(try answer.decoded(UploadedFile.Answer.self).file.sizeBytes == "0")
      #expect(try await server.request("DELETE", "/v1/files/void").status == 200)
    }

    @Test("can be cancelled")
    func cancelled() async throws {
      let server = try ServerProcess.current
      let target = try await server.startUpload()
      _ = try await server.upload("upload", target, offset: 0, "abc")
      #expect(try await server.upload("cancel", target).status == 200)
      #expect(try await server.upload("upload, finalize", target, offset: 3, "d").status == 404)
    }

    struct Refusal: CustomTestStringConvertible {
      var testDescription: String { "\(method) \(target) \(headers.values.sorted())" }
      var method = "POST"
      var target = ServerProcess.files
      var headers: [String: String] = ["X-Goog-Upload-Protocol": "resumable", "X-Goog-Upload-Command": "start"]
      var body = ""
      var status = 400
      var message: String
    }

    static let refusals = [
      Refusal(headers: [:], message: "X-Goog-Upload-Protocol: resumable"),
      Refusal(headers: ["X-Goog-Upload-Protocol": "multipart"], message: "multipart"),
      Refusal(body: "{", message: "Invalid JSON payload received."),
      Refusal(body: #"{"file": {"name": "files/Bad_Name"}}"#, message: "lower-case letters"),
      Refusal(body: #"{"file": {"sizeBytes": "2147483649"}}"#, message: "2147483648 bytes"),
      Refusal(body: #"{"file": {"sizeBytes": -1}}"#, message: "negative"),
      Refusal(
        target: "/upload/v1beta/files?upload_id=nope",
        headers: ["X-Goog-Upload-Command": "query"],
        status: 404,
        message: "no such upload"
      ),
      Refusal(target: "/upload/v1beta/files/x", status: 404, message: "Nothing is served"),
      Refusal(method: "GET", status: 404, message: "use POST"),
      Refusal(target: "/v1beta/files", message: "/upload/v1beta/files"),
      Refusal(target: "/v1beta/files:register", status: 501, message: "files:register"),
      Refusal(method: "GET", target: "/v1beta/files/x:download?alt=media", message: "cannot be downloaded"),
      Refusal(method: "GET", target: "/v1beta/files/x", status: 403, message: "access the File x or it may not exist."),
      Refusal(method: "DELETE", target: "/v1beta/files/x", status: 403, message: "access the File x"),
      Refusal(method: "PATCH", target: "/v1beta/files/x", status: 404, message: "use GET or DELETE"),
      Refusal(method: "GET", target: "/v1beta/files?pageSize=-1", message: "ListFilesRequest.page_size"),
      Refusal(method: "GET", target: "/v1beta/files?pageToken=x", message: "Invalid page token"),
    ]

    @Test("is refused with one clear error", arguments: refusals)
    func refused(_ refusal: Refusal) async throws {
      let answer = try await ServerProcess.current.request(
        refusal.method,
        refusal.target,
        headers: refusal.headers,
        body: refusal.body
      )
      #expect(answer.status == refusal.status, "\(answer.text)")
      let error = try #require(try answer.decoded(GenerateAnswer.self).error)
      #expect(error.message.contains(refusal.message))
    }

    @Test(
      "is refused for a wrong command or offset, and goes on",
      arguments: [("sing", 0), ("", 0), ("upload", -1), ("start", 0)]
    )
    func wrongCommand(command: String, offset: Int) async throws {
      let server = try ServerProcess.current
      let target = try await server.startUpload()
      #expect(try await server.upload(command, target, offset: offset, "x").status == 400)
      #expect(try await server.upload("query", target).headers["x-goog-upload-size-received"] == "0")
      #expect(try await server.upload("cancel", target).status == 200)
    }
  }
}

extension ProcessSuites {
  @Suite("The files of a server")
  struct FilesAfterRestartTests {
    private let data = FileManager.default.temporaryDirectory.appending(path: "pollux-files-\(UUID().uuidString)")

    private func server(_ environment: [String: String] = [:]) async throws -> ServerProcess {
      try await ServerProcess(ServerProcess.SetUp(changes: [:], data: data.path, environment: environment))
    }

    private func received() throws -> Int {
      try FileManager.default.contentsOfDirectory(
        at: data.appending(path: "uploads"),
        includingPropertiesForKeys: [.fileSizeKey]
      )
      .reduce(0) { try $0 + ($1.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0) }
    }

    @Test("are whole after it was killed in the middle of an upload")
    func killed() async throws {
      defer { try? FileManager.default.removeItem(at: data) }
      let first = try await server()
      let kept = try await first.startUpload(body: #"{"file": {"name": "kept", "mimeType": "text/csv"}}"#)
      #expect(try await first.upload("upload, finalize", kept, offset: 0, "a\n1\n2\n").status == 200)

      let torn = try await first.startUpload(body: #"{"file": {"name": "torn", "mimeType": "text/csv"}}"#)
      let port = first.port
      let connection = try await onOwnThread {
        let connection = try HTTPConnection(port: port)
        let piece = String(repeating: "x", count: 100_000)
        // Twice as much is announced as is sent.
        try connection.sendRaw(
          "POST \(torn) HTTP/1.1\r\nHost: localhost\r\nX-Goog-Upload-Command: upload, finalize\r\n"
            + "X-Goog-Upload-Offset: 0\r\nContent-Length: 200000\r\n\r\n\(piece)"
        )
        return connection
      }
      #expect(try await eventually { try received() == 100_000 }, "bytes go to the disk as they come")
      #expect(try await first.fileNames() == ["files/kept"])
      first.program.send(SIGKILL)
      #expect(try await first.program.outcome().ending == .signaled(SIGKILL))
      connection.leave()

      let second = try await server()
      #expect(try await second.fileNames() == ["files/kept"])
      #expect(try await second.request("GET", "/v1beta/files/torn").status == 403)
      #expect(try await second.upload("query", torn).status == 404)
      #expect(try FileManager.default.contentsOfDirectory(atPath: data.appending(path: "uploads").path).isEmpty)
      let answer = try await second.request(
        body: """
          {"tools": [{"codeExecution": {}}], "contents": [{"parts": [{"fileData": {"fileUri": "files/kept"}},
          {"text": "```python\\nprint(open('input_file_0.csv').read())\\n```"}]}]}
          """
      )
      #expect(try answer.decoded(GenerateAnswer.self).results.first?.output == "a\n1\n2\n\n", "\(answer.text)")
      try await second.stop()
    }

    @Test("take the bytes of an upload without a key, and nothing else")
    func keys() async throws {
      defer { try? FileManager.default.removeItem(at: data) }
      let server = try await server(["POLLUX_API_KEYS": "secret"])
      let target = try await server.startUpload(["x-goog-api-key": "secret"])
      #expect(try await server.upload("upload, finalize", target, offset: 0, "abc").status == 200)
      let start = ["X-Goog-Upload-Protocol": "resumable", "X-Goog-Upload-Command": "start"]
      #expect(try await server.request("POST", ServerProcess.files, headers: start).status == 403)
      #expect(try await server.request("GET", "/v1beta/files").status == 403)
      try await server.stop()
    }

    @Test("belong to one server at a time")
    func inUse() async throws {
      defer { try? FileManager.default.removeItem(at: data) }
      let first = try await server()
      let outcome = try await pollux("serve", "--port", "0", "--data", data.path)
      #expect(outcome.ending == .exited(69), "\(outcome.everything)")
      #expect(outcome.errors.contains(data.path) && outcome.errors.contains("--data"))
      try await first.stop()
    }

    @Test("need a directory that can be written", arguments: ["/proc/pollux", "/dev/null"])
    func unusable(path: String) async throws {
      let outcome = try await pollux("serve", "--port", "0", "--data", path)
      #expect(outcome.ending == .exited(78), "\(outcome.everything)")
      #expect(outcome.errors.contains(path) && outcome.errors.contains("POLLUX_DATA"))
    }
  }
}
