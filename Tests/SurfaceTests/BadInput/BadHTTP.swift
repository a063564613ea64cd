/// Targets, headers and heads that are refused before a body counts.
enum BadHTTP {
  private static let model = "/v1beta/models/gemini-2.5-flash"
  private static let notFound = "NOT_FOUND"

  private static let targets = [
    BadInput(
      "an unknown model",
      "POST",
      "/v1beta/models/gemini-9:generateContent",
      status: 404,
      name: notFound,
      "models/gemini-9 is not found for API version v1beta, or is not supported for generateContent. Call ListModels to see"
    ),
    BadInput(
      "a retired model, streamed",
      "POST",
      "/v1/models/gemini-1.5-pro:streamGenerateContent?alt=sse",
      status: 404,
      name: notFound,
      "models/gemini-1.5-pro is not found for API version v1, or is not supported for generateContent."
    ),
    BadInput(
      "an unknown model to count for",
      "POST",
      "/models/gemini-9:countTokens",
      status: 404,
      name: notFound,
      "models/gemini-9 is not found for API version v1beta, or is not supported for countTokens."
    ),
    BadInput(
      "a model's name of 20000 letters",
      "POST",
      "/v1/models/\(String(repeating: "a", count: 20_000)):generateContent",
      status: 404,
      name: notFound,
      "models/\(String(repeating: "a", count: 200)) is not found for"
    ),
    BadInput(
      "an unknown model to look at",
      "GET",
      "/v1/models/gemini-9",
      status: 404,
      name: notFound,
      "Model is not found: models/gemini-9 for api version v1"
    ),
    BadInput(
      "an unknown method",
      "POST",
      "\(model):sing",
      status: 404,
      name: notFound,
      "models/gemini-2.5-flash is not found for API version v1beta, or is not supported for sing."
    ),
    BadInput(
      "no model",
      "POST",
      "/v1beta/models/:generateContent",
      status: 404,
      name: notFound,
      "models/ is not found"
    ),
    BadInput(
      "an unknown version",
      "POST",
      "/v9/models/gemini-2.5-flash:generateContent",
      status: 404,
      name: notFound,
      "Not Found. Nothing is served at POST /v9/models/gemini-2.5-flash:generateContent."
    ),
    BadInput(
      "a file of the machine",
      "GET",
      "/v1beta/models/../../etc/passwd",
      status: 404,
      name: notFound,
      "Model is not found"
    ),
    BadInput(
      "GET for POST",
      "GET",
      "\(model):generateContent",
      status: 404,
      name: notFound,
      "Not Found. GET is not served at"
    ),
    BadInput(
      "DELETE of a model",
      "DELETE",
      model,
      status: 404,
      name: notFound,
      "Model is not found: models/gemini-2.5-flash for api version v1beta"
    ),
    BadInput("POST for GET", "POST", "/v1beta/models", status: 404, name: notFound, "Not Found. POST is not served at"),
    BadInput(
      "a bad percent sign",
      "POST",
      "/v1beta/models/%zz:generateContent",
      status: 400,
      name: "INVALID_ARGUMENT",
      "The request's URL is not valid"
    ),
    BadInput(
      "a path that is not UTF-8",
      "POST",
      "/v1beta/models/%ff:generateContent",
      status: 400,
      name: "INVALID_ARGUMENT",
      "The request's URL is not valid"
    ),
    BadInput(
      "an encoded null",
      "POST",
      "/v1beta/models/a%00:generateContent",
      status: 400,
      name: "INVALID_ARGUMENT",
      "The request's URL is not valid"
    ),
    BadInput(
      "an unknown format",
      "POST",
      "\(model):generateContent?alt=xml",
      status: 400,
      name: "INVALID_ARGUMENT",
      "Invalid value \"xml\" of the parameter alt"
    ),
    BadInput(
      "a page size that is not a number",
      "GET",
      "/v1/models?pageSize=x",
      status: 400,
      name: "INVALID_ARGUMENT",
      "Invalid value at 'page_size'"
    ),
    BadInput(
      "a page size below none",
      "GET",
      "/v1/models?page_size=-1",
      status: 400,
      name: "INVALID_ARGUMENT",
      "* ListModelsRequest.page_size"
    ),
    BadInput(
      "a page token of nobody's",
      "GET",
      "/v1/models?pageToken=x",
      status: 400,
      name: "INVALID_ARGUMENT",
      "* ListModelsRequest.page_token"
    ),
  ]

  private static let headers = [
    BadInput(
      "no key",
      headers: "x-goog-api-key: \r\n",
      status: 403,
      name: "PERMISSION_DENIED",
      "Method doesn't allow unregistered callers"
    ),
    BadInput(
      "a wrong key",
      headers: "x-goog-api-key: wrong\r\n",
      status: 400,
      name: "INVALID_ARGUMENT",
      "API key not valid. Please pass a valid API key."
    ),
    BadInput(
      "a compressed body",
      headers: "Content-Encoding: gzip\r\n",
      status: 400,
      name: "INVALID_ARGUMENT",
      "Content-Encoding gzip is not read"
    ),
    BadInput(
      "two hosts",
      headers: "Host: localhost\r\n",
      status: 400,
      name: "INVALID_ARGUMENT",
      "The request has 2 Host headers"
    ),
    BadInput(
      "a foreign host",
      bytes: Array("GET /v1/models HTTP/1.1\r\nHost: evil.example\r\n\r\n".utf8),
      "This server does not answer for the host 'evil.example'.",
      status: 403,
      name: "PERMISSION_DENIED"
    ),
  ]

  private static func head(_ description: String, _ head: String, _ part: String) -> BadInput {
    BadInput(description, bytes: Array(head.utf8), "The request is not a valid HTTP/1.1 message: \(part)")
  }

  private static let start = "POST \(model):generateContent HTTP/1.1\r\nHost: localhost\r\n"

  private static let heads = [
    head("words", "hello\r\n\r\n", ""),
    head("TLS", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\r\n\r\n", ""),
    head("HTTP/9.9", "GET /health HTTP/9.9\r\n\r\n", "its version"),
    head("an unknown method", "BREW /health HTTP/1.1\r\nHost: localhost\r\n\r\n", "its method"),
    head("a blank in the target", "GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n", ""),
    head("a header without a colon", "GET /health HTTP/1.1\r\nHost localhost\r\n\r\n", "a header holds"),
    head(
      "a header of 200 kB",
      "GET /health HTTP/1.1\r\nHost: localhost\r\nX: \(String(repeating: "a", count: 200_000))\r\n\r\n",
      "its headers are larger"
    ),
    head(
      "20000 headers",
      "GET /health HTTP/1.1\r\n\(String(repeating: "X: y\r\n", count: 20_000))\r\n",
      "its headers are larger"
    ),
    head("a negative length", "\(start)Content-Length: -5\r\n\r\n", "Content-Length must be"),
    head("a length in words", "\(start)Content-Length: five\r\n\r\n", "Content-Length must be"),
    head("two lengths", "\(start)Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", "it has both"),
    head(
      "a length and chunks",
      "\(start)Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      ""
    ),
    head(
      "a chunk without a size",
      "\(start)x-goog-api-key: right\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
      "the size of a chunk"
    ),
  ]

  static let cases = targets + headers + heads
}

extension BadInput {
  init(_ description: String, bytes: [UInt8], _ message: String, status: Int, name: String) {
    self.init(description, bytes: bytes, message)
    (self.status, self.name) = (status, name)
  }
}
