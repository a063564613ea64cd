import GeminiAPI
import Yams

/// What other tools wrote down.
package enum ImportedRecording: Sendable {
  /// Exchanges with a server, to be replayed.
  case interactions([RecordedInteraction])
  /// A script, to be served: the text of a fixture file.
  case fixtures(String)
}

/// Reads recordings of other tools: VCR cassettes, HAR, google/test-server, python-genai's replays, aimock's fixtures.
package enum RecordingImport {
  /// Reads one file.
  ///
  /// - Parameters:
  ///   - text: YAML or JSON.
  ///   - name: What messages call it.
  /// - Returns: What it holds, and whose form it has.
  /// - Throws: Where the form is none of these, or nothing in it asks a model.
  package static func read(_ text: String, name: String) throws(RecordingError) -> (form: String, ImportedRecording) {
    let root = try tree(text, name)
    if let fixtures = root["fixtures"]?.elements, fixtures.contains(where: { $0["response"] != nil }) {
      return ("aimock", .fixtures(AimockFixtures.yaml(fixtures)))
    }
    let found: (form: String, interactions: [RecordedInteraction?])
    if let entries = root["log"]?["entries"]?.elements {
      found = ("HAR", entries.map(har))
    } else if let interactions = root["interactions"]?.elements {
      if interactions.contains(where: { $0["shaSum"] != nil || $0["request"]?["bodySegments"] != nil }) {
        found = ("google/test-server", interactions.map(testServer))
      } else if interactions.contains(where: { $0["request"]?["body_segments"] != nil }) {
        found = ("python-genai", interactions.map(genaiReplay))
      } else {
        found = ("VCR", interactions.map(cassette))
      }
    } else {
      throw RecordingError("\(name): neither a cassette, nor HAR, nor a replay file, nor aimock's fixtures")
    }
    let interactions = found.interactions.compactMap(\.self)
    guard !interactions.isEmpty else {
      throw RecordingError("\(name): nothing in this \(found.form) file asks a Gemini model")
    }
    return (found.form, .interactions(interactions))
  }

  private static func tree(_ text: String, _ name: String) throws(RecordingError) -> JSONValue {
    if let value = try? JSONParser.parse(Array(text.utf8)) { return value }
    do {
      guard let node = try Yams.compose(yaml: text) else { throw RecordingError("\(name): is empty") }
      return value(of: node, depth: 0)
    } catch let error as RecordingError {
      throw error
    } catch {
      throw RecordingError("\(name): neither JSON nor YAML: \(error)")
    }
  }

  private static func value(of node: Node, depth: Int) -> JSONValue {
    guard depth < 60 else { return .null }
    switch node {
    case .scalar(let scalar):
      if scalar.style == .plain {
        if ["null", "~", ""].contains(scalar.string) { return .null }
        if let value = try? JSONParser.parse(Array(scalar.string.utf8)), value.text == nil { return value }
      }
      return .string(scalar.string)
    case .sequence(let elements): return .array(elements.map { value(of: $0, depth: depth + 1) })
    case .mapping(let members):
      return .object(
        members.map { JSONMember(JSONString($0.key.scalar?.string ?? ""), value(of: $0.value, depth: depth + 1)) }
      )
    case .alias: return .null
    }
  }

  // MARK: Forms

  private static func cassette(_ entry: JSONValue) -> RecordedInteraction? {
    let (request, response) = (entry["request"], entry["response"])
    let body = request?["parsed_body"] ?? request?["body"].flatMap(document)
    let status = response?["status"]
    let code = status?["code"] ?? status
    let answer =
      response?["parsed_body"].map { $0.json(pretty: true) } ?? response?["body"].flatMap(bytes)
      ?? response?["content"].flatMap(bytes)
    return interaction(
      method: request?["method"]?.text,
      url: request?["uri"]?.text ?? request?["url"]?.text,
      body: body,
      status: code,
      contentType: header("content-type", response?["headers"]),
      bytes: answer
    )
  }

  private static func har(_ entry: JSONValue) -> RecordedInteraction? {
    let (request, content) = (entry["request"], entry["response"]?["content"])
    return interaction(
      method: request?["method"]?.text,
      url: request?["url"]?.text,
      body: request?["postData"]?["text"].flatMap(document),
      status: entry["response"]?["status"],
      contentType: content?["mimeType"]?.text,
      bytes: content?["encoding"] == nil ? content?["text"].flatMap(bytes) : nil
    )
  }

  private static func genaiReplay(_ entry: JSONValue) -> RecordedInteraction? {
    let (request, response) = (entry["request"], entry["response"])
    let url = (request?["url"]?.text ?? "").replacing("{MLDEV_URL_PREFIX}", with: "/v1beta")
      .replacing("{VERTEX_URL_PREFIX}", with: "/v1beta1")
    return segments(
      method: request?["method"]?.text,
      url: url,
      body: request?["body_segments"]?.elements?.first,
      status: response?["status_code"],
      segments: response?["body_segments"]?.elements
    )
  }

  private static func testServer(_ entry: JSONValue) -> RecordedInteraction? {
    let (request, response) = (entry["request"], entry["response"])
    let line = (request?["request"]?.text ?? "").split(separator: " ")
    return segments(
      method: request?["method"]?.text ?? line.first.map(String.init),
      url: line.count > 1 ? String(line[1]) : request?["url"]?.text,
      body: request?["bodySegments"]?.elements?.first,
      status: response?["statusCode"],
      segments: response?["bodySegments"]?.elements
    )
  }

  private static func segments(
    method: String?,
    url: String?,
    body: JSONValue?,
    status: JSONValue?,
    segments: [JSONValue]?
  ) -> RecordedInteraction? {
    let isStream = url?.contains(":streamGenerateContent") == true
    var bytes: [UInt8] = []
    for segment in segments ?? [] {
      bytes +=
        isStream
        ? Array("data: ".utf8) + segment.json(pretty: false) + Array("\r\n\r\n".utf8) : segment.json(pretty: true)
    }
    return interaction(
      method: method,
      url: url,
      body: body,
      status: status,
      contentType: isStream ? "text/event-stream" : nil,
      bytes: bytes
    )
  }

  private static func interaction(
    method: String?,
    url: String?,
    body: JSONValue?,
    status: JSONValue?,
    contentType: String?,
    bytes: [UInt8]?
  ) -> RecordedInteraction? {
    guard let method, let url, let bytes, case .number(let number)? = status, let code = number.integer else {
      return nil
    }
    let rest = url.firstRange(of: "://").map { url[$0.upperBound...].drop { $0 != "/" } } ?? url[...]
    let path = rest.prefix { $0 != "?" }
    guard path.contains(":"), path.contains("models/") else { return nil }
    let query = rest.dropFirst(path.count + 1).split(separator: "&").filter { !$0.hasPrefix("key=") }.joined(
      separator: "&"
    )
    let isStream = contentType?.hasPrefix("text/event-stream") == true
    return RecordedInteraction(
      method: method.uppercased(),
      path: String(path),
      query: query,
      body: body ?? .object([]),
      status: Int(code),
      contentType: contentType ?? "application/json; charset=UTF-8",
      pieces: isStream ? events(bytes) : [RecordedInteraction.Piece(wait: .zero, bytes: bytes)]
    )
  }

  // MARK: Pieces

  private static func events(_ bytes: [UInt8]) -> [RecordedInteraction.Piece] {
    String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n").split(separator: "\n\n").map {
      RecordedInteraction.Piece(wait: .zero, bytes: Array("\($0)\r\n\r\n".utf8))
    }
  }

  private static func document(_ value: JSONValue) -> JSONValue? {
    guard let text = value.text ?? value["string"]?.text else { return value.members == nil ? nil : value }
    return try? JSONParser.parse(Array(text.utf8))
  }

  private static func bytes(_ value: JSONValue) -> [UInt8]? {
    (value.text ?? value["string"]?.text).map { Array($0.utf8) }
  }

  private static func header(_ name: String, _ headers: JSONValue?) -> String? {
    let value = headers?.members?.first { $0.key.text.lowercased() == name }?.value
    return value?.text ?? value?.elements?.first?.text
  }
}
