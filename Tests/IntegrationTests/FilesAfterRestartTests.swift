import Foundation
import Glibc
import Testing
import TestSupport

extension ProcessSuites {
  @Suite("The files of a server")
  struct FilesAfterRestartTests {
    private let data = FileManager.default.temporaryDirectory.appending(path: "pollux-files-\(UUID().uuidString)")

    private func server(_ environment: [String: String] = [:]) async throws -> ServerProcess {
      try await ServerProcess(ServerProcess.SetUp(changes: [:], data: data.path, environment: environment))
    }

    /// The sizes of all that lies in the directory of bytes.
    private func sizes() throws -> [Int] {
      try FileManager.default.contentsOfDirectory(
        at: data.appending(path: "bytes"),
        includingPropertiesForKeys: [.fileSizeKey]
      )
      .map { try $0.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0 }
      .sorted()
    }

    @Test("are whole after it was killed in the middle of an upload, and the upload goes on from its offset")
    func killed() async throws {
      defer { try? FileManager.default.removeItem(at: data) }
      let first = try await server()
      let kept = try await first.startUpload(body: #"{"file": {"name": "kept", "mimeType": "text/csv"}}"#)
      #expect(try await first.upload("upload, finalize", kept, offset: 0, "a\n1\n2\n").status == 200)

      let torn = try await first.startUpload(body: #"{"file": {"name": "torn", "mimeType": "text/csv"}}"#)
      #expect(try await first.upload("upload", torn, offset: 0, "a\n3\n").status == 200)
      let port = first.port
      let connection = try await onOwnThread {
        let connection = try HTTPConnection(port: port)
        let piece = String(repeating: "x", count: 100_000)
        // Twice as much is announced as is sent.
        try connection.sendRaw(
          "POST \(torn) HTTP/1.1\r\nHost: localhost\r\nX-Goog-Upload-Command: upload, finalize\r\n"
            + "X-Goog-Upload-Offset: 4\r\nContent-Length: 200000\r\n\r\n\(piece)"
        )
        return connection
      }
      #expect(try await eventually { try sizes() == [6, 100_004] }, "bytes go to the disk as they come")
      #expect(try await first.fileNames() == ["files/kept"])
      first.program.send(SIGKILL)
      #expect(try await first.program.outcome().ending == .signaled(SIGKILL))
      connection.leave()

      let second = try await server()
      #expect(try await second.fileNames() == ["files/kept"])
      #expect(try await second.request("GET", "/v1beta/files/torn").status == 403)
      #expect(try await second.upload("query", torn).headers["x-goog-upload-size-received"] == "4")
      #expect(try sizes() == [4, 6], "what was not acknowledged is cut off")
      #expect(try await second.upload("upload, finalize", torn, offset: 4, "4\n").status == 200)
      #expect(try await output(of: ["kept", "torn"], on: second) == "a\n1\n2\na\n3\n4\n\n")
      try await second.stop()
    }

    /// What code reads of files of text.
    private func output(of names: [String], on server: ServerProcess) async throws -> String? {
      let parts = names.map { #"{"fileData": {"fileUri": "files/\#($0)"}}"# }.joined(separator: ", ")
      let code = "print(''.join(open(f'input_file_{i}.csv').read() for i in range(\(names.count))))"
      let answer = try await server.request(
        body: """
          {"tools": [{"codeExecution": {}}],
          "contents": [{"parts": [\(parts), {"text": "```python\\n\(code)\\n```"}]}]}
          """
      )
      return try answer.decoded(GenerateAnswer.self).results.first?.output
    }

    @Test("are downloaded where the server made them, whole and by either address")
    func downloads() async throws {
      defer { try? FileManager.default.removeItem(at: data) }
      let first = try await server()
      let text = String(repeating: "0123456789abcdef", count: 200_000)
      let target = try await first.startUpload(body: #"{"file": {"name": "made", "mimeType": "text/plain"}}"#)
      #expect(try await first.upload("upload, finalize", target, offset: 0, text).status == 200)
      let refused = try await first.request("GET", "/v1beta/files/made:download?alt=media")
      #expect(refused.status == 400 && refused.text.contains("uploaded files cannot be downloaded"))
      try await first.stop()

      // No route makes files yet.
      let change = """
        import sqlite3, sys
        with sqlite3.connect(sys.argv[1]) as database: database.execute("UPDATE file SET source = 'GENERATED'")
        """
      let program = try RunningProgram(
        "/usr/bin/python3",
        ["-c", change, data.appending(path: "pollux.sqlite").path]
      )
      #expect(try await program.outcome().ending == .exited(0))
      let second = try await server()
      let file = try await second.request("GET", "/v1beta/files/made").decoded(UploadedFile.self)
      #expect(file.downloadUri == "\(file.uri):download?alt=media")
      for target in ["/v1beta/files/made:download?alt=media", "/download/v1beta/files/made:download?alt=media"] {
        let answer = try await second.request("GET", target)
        #expect(answer.status == 200 && answer.headers["content-type"] == "text/plain")
        #expect(answer.text == text)
      }
      let port = second.port
      let head = try await onOwnThread {
        let connection = try HTTPConnection(port: port)
        try connection.sendRaw("HEAD /v1/files/made:download HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return try connection.readToEnd()
      }
      #expect(head.contains("Content-Length: 3200000\r\n") && head.hasSuffix("\r\n\r\n"))
      try await second.stop()
    }

    @Test("are PROCESSING for as long as the setting says, and refused until then")
    func processing() async throws {
      defer { try? FileManager.default.removeItem(at: data) }
      let server = try await server(["POLLUX_FILE_PROCESSING": "2"])
      let target = try await server.startUpload(body: #"{"file": {"name": "film", "mimeType": "text/csv"}}"#)
      let answer = try await server.upload("upload, finalize", target, offset: 0, "a\n")
      #expect(try answer.decoded(UploadedFile.Answer.self).file.state == "PROCESSING")
      let early = try await server.request(
        body: #"{"contents": [{"parts": [{"fileData": {"fileUri": "files/film"}}, {"text": "x"}]}]}"#
      )
      let error = try #require(try early.decoded(GenerateAnswer.self).error)
      #expect(error.status == "FAILED_PRECONDITION" && early.status == 400)
      #expect(error.message == "The File film is not in an ACTIVE state and usage is not allowed.")
      #expect(
        try await eventually {
          try await server.request("GET", "/v1beta/files/film").decoded(UploadedFile.self).state == "ACTIVE"
        }
      )
      #expect(try await output(of: ["film"], on: server) == "a\n\n")
      try await server.stop()
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
