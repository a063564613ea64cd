import Testing
import TestSupport

extension Surfaces.AsDelivered {
  @Suite("A file")
  struct UploadFormTests {
    private static let multipart = ["Content-Type": "multipart/related; boundary=\"=b=\""]

    private static func body(
      _ json: String,
      type: String = "text/csv",
      _ bytes: String,
      newline: String = "\r\n",
      end: String = "--"
    ) -> String {
      let lines = [
        "--=b=", "Content-Type: application/json; charset=utf-8", "", json, "--=b=", "Content-Type: \(type)",
        "Content-Transfer-Encoding: binary", "", bytes, "--=b=\(end)", "",
      ]
      return lines.joined(separator: newline)
    }

    private func uploaded(_ answer: HTTPAnswer) throws -> UploadedFile {
      try #require(answer.status == 200, "\(answer.text)")
      #expect(answer.headers["x-goog-upload-status"] == "final")
      return try answer.decoded(UploadedFile.Answer.self).file
    }

    @Test(
      "comes with its metadata in one request, whichever way its lines end",
      arguments: [
        ("", ["X-Goog-Upload-Protocol": "multipart"], "\r\n"), ("?uploadType=multipart", [:], "\n"),
        ("?upload_protocol=multipart", [:], "\n"),
      ]
    )
    func multipart(query: String, headers: [String: String], newline: String) async throws {
      let server = try SurfaceServer.current
      // What only looks like the end is content.
      let bytes = "a,b\(newline)--=b=x\(newline)--=b\r\n\n1,2\(newline)"
      let answer = try await server.request(
        "POST",
        SurfaceServer.files + query,
        headers: Self.multipart.merging(headers) { $1 },
        body: Self.body(#"{"file": {"displayName": "table", "mimeType": ""}}"#, bytes, newline: newline)
      )
      let file = try uploaded(answer)
      #expect((file.displayName, file.mimeType, file.sizeBytes) == ("table", "text/csv", "\(bytes.utf8.count)"))
      #expect(file.state == "ACTIVE")
      #expect(try await server.request("DELETE", "/v1beta/\(file.name)").status == 200)
    }

    @Test(
      "of a type of no kind is refused in any form, before its bytes are taken",
      arguments: ["multipart", "media", "resumable"],
      ["bad/mime_type", "text/", "/csv", "a/b/c", "unknown/unknown"]
    )
    func badType(form: String, type: String) async throws {
      let isMultipart = form == "multipart"
      let answer = try await SurfaceServer.current.request(
        "POST",
        "\(SurfaceServer.files)?uploadType=\(form)",
        headers: isMultipart ? Self.multipart : form == "media" ? ["Content-Type": type] : [:],
        body: isMultipart || form == "resumable"
          ? isMultipart ? Self.body("{}", type: type, "a") : #"{"file": {"mimeType": "\#(type)"}}"# : "a"
      )
      #expect(answer.status == 400)
      let error = try #require(try answer.decoded(GenerateAnswer.self).error, "\(answer.text)")
      #expect((error.status, error.message) == ("INVALID_ARGUMENT", "Unsupported MIME type: \(type)"))
    }

    @Test(
      "may be of any type of a known kind",
      arguments: [
        "audio/mp4", "Text/X-Anything; charset=utf-8", "application/vnd.google-apps.folder", "x-world/x-vrml",
        "chemical/x-pdb", "binary/octet-stream", "font/woff2", "model/gltf+json", "image/heic", "jsonl",
      ]
    )
    func knownType(type: String) async throws {
      let answer = try await SurfaceServer.current.request(
        "POST",
        "\(SurfaceServer.files)?uploadType=resumable",
        body: #"{"file": {"mimeType": "\#(type)"}}"#
      )
      #expect(answer.status == 200, "\(answer.text)")
    }

    @Test("may be empty in any form", arguments: ["multipart", "media", "resumable"])
    func empty(form: String) async throws {
      let server = try SurfaceServer.current
      let target = "\(SurfaceServer.files)?uploadType=\(form)"
      let isMultipart = form == "multipart"
      var answer = try await server.request(
        "POST",
        target,
        headers: isMultipart ? Self.multipart : [:],
        body: isMultipart ? Self.body("{}", "") : ""
      )
      if form == "resumable" { answer = try await server.request("PUT", try path(answer.headers["location"])) }
      let file = try uploaded(answer)
      #expect(file.sizeBytes == "0")
      #expect(try await server.request("DELETE", "/v1beta/\(file.name)").status == 200)
    }

    @Test(
      "comes alone in one request",
      arguments: [("", ["X-Goog-Upload-Protocol": "raw"]), ("?uploadType=media", [:])]
    )
    func raw(query: String, headers: [String: String]) async throws {
      let server = try SurfaceServer.current
      let more = ["Content-Type": "text/csv; charset=utf-8", "X-Goog-Upload-File-Name": "t.csv"]
      let answer = try await server.request(
        "POST",
        SurfaceServer.files + query,
        headers: headers.merging(more) { $1 },
        body: "a,b\n1,2\n"
      )
      let file = try uploaded(answer)
      #expect((file.displayName, file.mimeType, file.sizeBytes) == ("t.csv", "text/csv", "8"))
      #expect(file.sha256Hash.count == 88)
      #expect(try await server.request("DELETE", "/v1beta/\(file.name)").status == 200)
    }

    private func path(_ location: String?) throws -> String {
      let match = try #require(location?.firstMatch(of: #/^http://127\.0\.0\.1(/upload/v1beta/files\?upload_id=.+)$/#))
      return String(match.1)
    }

    @Test("comes in ranges, as older clients send it")
    func ranges() async throws {
      let server = try SurfaceServer.current
      let start = try await server.request(
        "POST",
        "\(SurfaceServer.files)?uploadType=resumable&alt=json",
        headers: ["X-Upload-Content-Type": "text/csv", "X-Upload-Content-Length": "8"],
        body: #"{"file": {"displayName": "t"}}"#
      )
      #expect(start.status == 200 && start.body.isEmpty)
      let target = try path(start.headers["location"])
      func put(_ range: String, _ bytes: String = "") async throws -> HTTPAnswer {
        try await server.request("PUT", target, headers: ["Content-Range": range], body: bytes)
      }
      let nothing = try await put("bytes */8")
      #expect(nothing.status == 308 && nothing.headers["range"] == nil)
      let first = try await put("bytes 0-3/8", "a,b\n")
      #expect(first.status == 308 && first.headers["range"] == "bytes=0-3")
      // A range that is not the next one is not taken; the answer says which is.
      for range in ["bytes 0-3/8", "bytes 5-5/*"] {
        let other = try await put(range, range.hasSuffix("8") ? "a,b\n" : "x")
        #expect(other.status == 308 && other.headers["range"] == "bytes=0-3")
      }
      #expect(try await put("bytes 4-7/9", "1,2\n").status == 400, "eight were announced")
      #expect(try await put("bytes 4-6/8", "1,2\n").status == 400, "Content-Length says four")
      let file = try uploaded(try await put("bytes 4-7/8", "1,2\n"))
      #expect((file.displayName, file.mimeType, file.sizeBytes) == ("t", "text/csv", "8"))
      #expect(try uploaded(try await put("bytes */8")).name == file.name)
      #expect(try await server.request("DELETE", "/v1beta/\(file.name)").status == 200)
    }

    @Test("in ranges can be given up")
    func cancelled() async throws {
      let server = try SurfaceServer.current
      let start = try await server.request("POST", "\(SurfaceServer.files)?uploadType=resumable")
      let target = try path(start.headers["location"])
      #expect(try await server.request("DELETE", target).status == 499)
      #expect(try await server.request("PUT", target, body: "x").status == 404)
    }

    private static let brokenBodies: [(String, String)] = [
      ("--=b=\r\nContent-Type: application/json\r\n\r\n{}\r\n--=b=--\r\n", "no second part"),
      (body("{", "x"), "Invalid JSON payload"),
      (body("{}", "x", end: ""), "more than two parts"),
      (body("{}", "x", end: "-"), "before its last boundary"),
      (body(#"{"file": {"name": "files/Bad"}}"#, "x"), "lower-case letters"),
      ("x\r\n", "before its last boundary"),
      ("x--=b=\r\n", "does not begin a line"),
      (String(repeating: "x", count: 9_000), "before its first boundary"),
      ("--=b=\r\n" + String(repeating: "x", count: 20_000), "the head of a part"),
      ("--=b=\r\n\r\n{\"file\": \"" + String(repeating: "x", count: 1_100_000), "its JSON is longer"),
      (body("{}", "x").replacing("binary", with: "base64"), "base64"),
    ]

    @Test("in a broken multipart body is refused and leaves nothing", arguments: brokenBodies)
    func broken(body: String, message: String) async throws {
      let server = try SurfaceServer.current
      let before = try await server.fileNames()
      let answer = try await server.request(
        "POST",
        "\(SurfaceServer.files)?uploadType=multipart",
        headers: Self.multipart,
        body: body
      )
      #expect(answer.status == 400, "\(answer.text)")
      #expect(try #require(try answer.decoded(GenerateAnswer.self).error).message.contains(message), "\(answer.text)")
      #expect(try await server.fileNames() == before)
    }

    @Test(
      "in a range that is none is refused",
      arguments: ["bytes", "bytes 3-1/8", "bytes 0-8/8", "lines 0-1/8", "bytes 0-x/8"]
    )
    func badRange(range: String) async throws {
      let server = try SurfaceServer.current
      let start = try await server.request("POST", "\(SurfaceServer.files)?uploadType=resumable")
      let target = try path(start.headers["location"])
      let answer = try await server.request("PUT", target, headers: ["Content-Range": range], body: "x")
      #expect(answer.status == 400 && answer.text.contains("Content-Range is '\(range)'"), "\(answer.text)")
      #expect(try await server.request("DELETE", target).status == 499)
    }
  }
}
