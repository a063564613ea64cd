import GeminiAPI

/// The formats in which other tools record exchanges.
enum ForeignForm {
  /// Finds the entries of a file, in its order.
  ///
  /// - Parameter root: The file.
  /// - Returns: The name of its format, and each exchange; nil for another format.
  static func exchanges(in root: JSONValue) -> (form: String, exchanges: [ForeignExchange])? {
    if let entries = root["log"]?["entries"]?.elements { return ("HAR", entries.map(har)) }
    if let interactions = root["http_interactions"]?.elements {
      return ("VCR of Ruby", interactions.map(cassette))
    }
    guard let interactions = root["interactions"]?.elements else { return nil }
    if interactions.contains(where: { $0["shaSum"] != nil || $0["request"]?["bodySegments"] != nil }) {
      return ("google/test-server", interactions.map(testServer))
    }
    if interactions.contains(where: { $0["request"]?["body_segments"] != nil }) {
      return ("python-genai", interactions.map(genaiReplay))
    }
    return ("VCR", interactions.map(cassette))
  }

  /// VCR.py, pydantic's variant with `parsed_body`, and Ruby's: `uri` or `url`, a status alone, with its code, or as
  /// `status_code`, and the body as it came or as its JSON.
  private static func cassette(_ entry: JSONValue) -> ForeignExchange {
    let (request, response) = (entry["request"], entry["response"])
    return ForeignExchange(
      method: request?["method"]?.text,
      url: request?["uri"]?.text ?? request?["url"]?.text,
      testName: header("test-name", request?["headers"]),
      requestBody: request?["parsed_body"].map { .json($0) } ?? ForeignBody(request?["body"]),
      requestCoding: header("content-encoding", request?["headers"]),
      status: response?["status"]?["code"] ?? response?["status"] ?? response?["status_code"],
      contentType: header("content-type", response?["headers"]),
      responseBody: response?["parsed_body"].map { .json($0) }
        ?? ForeignBody(response?["body"] ?? response?["content"]),
      responseCoding: header("content-encoding", response?["headers"])
    )
  }

  /// HAR 1.2, whose texts are as browsers show them: without content codings, and in Base64 if they are not text.
  private static func har(_ entry: JSONValue) -> ForeignExchange {
    let (request, response) = (entry["request"], entry["response"])
    let type = response?["content"]?["mimeType"]?.text ?? ""
    return ForeignExchange(
      method: request?["method"]?.text,
      url: request?["url"]?.text,
      testName: header("test-name", request?["headers"]),
      requestBody: harBody(request?["postData"], size: request?["bodySize"]),
      requestCoding: header("content-encoding", request?["headers"]),
      status: response?["status"],
      contentType: type.isEmpty ? header("content-type", response?["headers"]) : type,
      responseBody: harBody(response?["content"], size: response?["content"]?["size"]),
      responseCoding: header("content-encoding", response?["headers"])
    )
  }

  private static func harBody(_ value: JSONValue?, size: JSONValue?) -> ForeignBody {
    guard let text = value?["text"]?.text else {
      if case .number(let number)? = size, number.integer ?? 0 > 0 {
        return .unusable(reason: "is not in the file; save the archive with content")
      }
      return .none
    }
    switch value?["encoding"]?.text?.lowercased() {
    case nil, "": return .bytes(Array(text.utf8))
    case "base64": return .base64(text)
    case let encoding?: return .unusable(reason: "has the unknown encoding '\(encoding.prefix(bytes: 40))'")
    }
  }

  private static func genaiReplay(_ entry: JSONValue) -> ForeignExchange {
    let (request, response) = (entry["request"], entry["response"])
    let url = (request?["url"]?.text ?? "").replacing("{MLDEV_URL_PREFIX}", with: "/v1beta")
      .replacing("{VERTEX_URL_PREFIX}", with: "/v1beta1")
    return segmented(
      ForeignExchange(method: request?["method"]?.text, url: url, status: response?["status_code"]),
      request: request?["body_segments"]?.elements ?? [],
      response: response?["body_segments"]?.elements ?? [],
      bytes: response?["byte_segments"]?.elements ?? []
    )
  }

  private static func testServer(_ entry: JSONValue) -> ForeignExchange {
    let (request, response) = (entry["request"], entry["response"])
    let line = (request?["request"]?.text ?? "").split(separator: " ")
    return segmented(
      ForeignExchange(
        method: request?["method"]?.text ?? line.first.map(String.init),
        url: line.count > 1 ? String(line[1]) : request?["url"]?.text,
        testName: header("test-name", request?["headers"]),
        status: response?["statusCode"]
      ),
      request: request?["bodySegments"]?.elements ?? [],
      response: response?["bodySegments"]?.elements ?? [],
      bytes: []
    )
  }

  /// Bodies that are already parsed, with a segment for each event of a stream.
  private static func segmented(
    _ exchange: ForeignExchange,
    request: [JSONValue],
    response: [JSONValue],
    bytes: [JSONValue]
  ) -> ForeignExchange {
    var exchange = exchange
    if request.count > 1 { exchange.refusal = "its request has \(request.count) parts; a request to a model has one" }
    if !bytes.isEmpty { exchange.refusal = "its answer is a file, not JSON" }
    exchange.requestBody = request.first.map { .json($0) } ?? .none
    let isEvents = exchange.url?.contains("alt=sse") == true && exchange.status == 200
    if isEvents {
      exchange.contentType = "text/event-stream"
      exchange.responseBody = .bytes(response.flatMap { SSEParser.frame($0.json(pretty: false)) })
    } else if exchange.url?.contains(":streamGenerateContent") == true, exchange.status == 200 {
      exchange.responseBody = .json(.array(response))
    } else {
      if response.count > 1 { exchange.refusal = "its answer has \(response.count) parts, but is not a stream" }
      exchange.responseBody = response.first.map { .json($0) } ?? .none
    }
    return exchange
  }

  /// A header by its name in lower case: of an object of texts or lists, or a list of `{name, value}`.
  private static func header(_ name: String, _ headers: JSONValue?) -> String? {
    if let list = headers?.elements {
      return list.first { $0["name"]?.text?.lowercased() == name }?["value"]?.text
    }
    let value = headers?.members?.first { $0.key.text.lowercased() == name }?.value
    return value?.text ?? value?.elements?.compactMap(\.text).joined(separator: ", ")
  }
}
