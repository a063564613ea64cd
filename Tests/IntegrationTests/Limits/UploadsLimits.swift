import TestSupport
import Testing

extension LimitProbes {
  static let uploads = [
    LimitProbe("file-size") { try await started(sizes: [$0]) },
    LimitProbe("files-size") {
      try await started(sizes: Array(repeating: $0.bound / 10, count: 10))
    } beyond: {
      try await started(sizes: Array(repeating: $0.bound / 10, count: 10) + [1])
    },
    LimitProbe("unfinished-uploads") { try await started(sizes: Array(repeating: 1, count: $0)) },
    LimitProbe("upload-metadata") { count in
      let body = #"{"file": {"displayName": "a"}}"#
      return try await started(sizes: [1], body: body + String(repeating: " ", count: count - body.utf8.count))
    },
    LimitProbe("multipart-preamble") { limit in
      try await multipart(preamble: String(repeating: "x", count: limit.bound - 2) + "\r\n", rest: wholeForm)
    } beyond: { limit in
      try await multipart(preamble: String(repeating: "x", count: limit.bound + 1), rest: nil)
    },
    LimitProbe("multipart-head") { limit in
      let line = "X: " + String(repeating: "x", count: limit.bound - 3) + "\r\n\r\n"
      return try await multipart(preamble: "--b\r\n", rest: line + formBehindHead)
    } beyond: { limit in
      try await multipart(preamble: "--b\r\nX: " + String(repeating: "x", count: limit.bound), rest: nil)
    },
    LimitProbe("multipart-json") { limit in
      let json = "{}" + String(repeating: " ", count: limit.bound - 2)
      return try await multipart(preamble: "--b\r\n\r\n", rest: json + formBehindJSON)
    } beyond: { limit in
      try await multipart(preamble: "--b\r\n\r\n{}" + String(repeating: " ", count: limit.bound), rest: nil)
    },
  ]

  private static let formBehindJSON = "\r\n--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b--\r\n"
  private static let formBehindHead = "{}" + formBehindJSON
  private static let wholeForm = "--b\r\nContent-Type: application/json\r\n\r\n" + formBehindHead

  /// Starts uploads, gives all of them up, and tells what the last was answered.
  private static func started(sizes: [Int], body: String = "") async throws -> LimitAttempt {
    let server = try ServerProcess.current
    var begun: [String] = []
    var last: HTTPAnswer?
    for size in sizes {
      let answer = try await server.request(
        "POST",
        ServerProcess.files,
        headers: [
          "X-Goog-Upload-Protocol": "resumable", "X-Goog-Upload-Command": "start",
          "X-Goog-Upload-Header-Content-Length": "\(size)",
        ],
        body: body
      )
      last = answer
      if let url = answer.headers["x-goog-upload-url"] { begun.append(url) }
    }
    for url in begun {
      let target = try #require(url.firstMatch(of: #/^http://[^/]+(/.+)$/#)).1
      _ = try await server.upload("cancel", String(target))
    }
    return LimitAttempt(try #require(last))
  }

  /// Sends a form in two pieces; without the second, the first must be answered.
  private static func multipart(preamble: String, rest: String?) async throws -> LimitAttempt {
    let port = try ServerProcess.current.port
    return try await onOwnThread {
      let connection = try HTTPConnection(port: port)
      let length = preamble.utf8.count + (rest?.utf8.count ?? 1)
      try connection.sendRaw(
        """
        POST \(ServerProcess.files)?uploadType=multipart HTTP/1.1\r
        Host: 127.0.0.1\r
        Content-Type: multipart/related; boundary=b\r
        Content-Length: \(length)\r
        \r

        """ + preamble
      )
      if let rest { try connection.sendRaw(rest) }
      return LimitAttempt(try connection.readAnswer())
    }
  }
}
