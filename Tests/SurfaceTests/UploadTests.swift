import Testing
import TestSupport

extension Surfaces.AsDelivered {
  @Suite("An upload over HTTP")
  struct UploadTests {
    @Test("goes on from where it is, and says so")
    func resumed() async throws {
      let server = try SurfaceServer.current
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

      // A client that has not read the answer asks again, and is told once more.
      for command in ["query", "finalize", "upload, finalize"] {
        let again = try await server.upload(command, target, offset: 4, command == "finalize" ? "" : "1,2\n")
        #expect(again.status == 200 && again.headers["x-goog-upload-status"] == "final")
        #expect(try again.decoded(UploadedFile.Answer.self).file.name == file.name)
      }
      let deleted = try await server.request("DELETE", "/v1beta/\(file.name)")
      #expect(deleted.status == 200 && deleted.text == "{}\n")
      let gone = try await server.upload("query", target)
      #expect(gone.status == 404)
      #expect(gone.headers["x-goog-upload-status"] == "final", "clients try again where it is missing")
    }

    @Test("ends with an empty piece, as clients end files of no bytes")
    func empty() async throws {
      let server = try SurfaceServer.current
      let target = try await server.startUpload(body: #"{"file": {"name": "files/void", "size_bytes": 0}}"#)
      let answer = try await server.upload("upload, finalize", target, offset: 0)
      #expect(try answer.decoded(UploadedFile.Answer.self).file.sizeBytes == "0")
      #expect(try await server.request("DELETE", "/v1/files/void").status == 200)
    }

    @Test("can be cancelled")
    func cancelled() async throws {
      let server = try SurfaceServer.current
      let target = try await server.startUpload()
      _ = try await server.upload("upload", target, offset: 0, "abc")
      #expect(try await server.upload("cancel", target).status == 200)
      #expect(try await server.upload("upload, finalize", target, offset: 3, "d").status == 404)
    }

    struct Refusal: CustomTestStringConvertible {
      var testDescription: String { "\(method) \(target) \(headers.values.sorted())" }
      var method = "POST"
      var target = SurfaceServer.files
      var headers: [String: String] = ["X-Goog-Upload-Protocol": "resumable", "X-Goog-Upload-Command": "start"]
      var body = ""
      var status = 400
      var message: String
    }

    static let refusals = [
      Refusal(headers: [:], message: "X-Goog-Upload-Protocol: resumable"),
      Refusal(headers: ["X-Goog-Upload-Protocol": "multipart"], message: "boundary="),
      Refusal(headers: ["X-Goog-Upload-Protocol": "pigeon"], message: "protocol 'pigeon'"),
      Refusal(target: "/upload/v1beta/files?uploadType=pigeon", headers: [:], message: "uploadType 'pigeon'"),
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
      Refusal(target: "/v1beta/files:register", status: 404, message: "files:register"),
      Refusal(method: "GET", target: "/v1beta/files/x:download?alt=media", status: 403, message: "access the File x"),
      Refusal(method: "GET", target: "/download/v1beta/files/x:download", status: 403, message: "access the File x"),
      Refusal(method: "GET", target: "/download/v1beta/files/x", status: 404, message: "Nothing is served"),
      Refusal(target: "/v1beta/files/x:download", status: 404, message: "use GET"),
      Refusal(method: "GET", target: "/v1beta/files/x", status: 403, message: "access the File x or it may not exist."),
      Refusal(method: "DELETE", target: "/v1beta/files/x", status: 403, message: "access the File x"),
      Refusal(method: "PATCH", target: "/v1beta/files/x", status: 404, message: "use GET or DELETE"),
      Refusal(method: "GET", target: "/v1beta/files?pageSize=-1", message: "ListFilesRequest.page_size"),
      Refusal(method: "GET", target: "/v1beta/files?pageToken=x", message: "Invalid page token"),
    ]

    @Test("is refused with one clear error", arguments: refusals)
    func refused(_ refusal: Refusal) async throws {
      let answer = try await SurfaceServer.current.request(
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
      let server = try SurfaceServer.current
      let target = try await server.startUpload()
      #expect(try await server.upload(command, target, offset: offset, "x").status == 400)
      #expect(try await server.upload("query", target).headers["x-goog-upload-size-received"] == "0")
      #expect(try await server.upload("cancel", target).status == 200)
    }
  }
}
