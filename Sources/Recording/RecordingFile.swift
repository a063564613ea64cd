import FoundationEssentials
import GeminiAPI

/// Why recordings cannot be read or written; names the file.
package struct RecordingError: Error, Sendable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}

/// A recording as a file: JSON for people to read, with the answer's own JSON inside if it is JSON.
package enum RecordingFile {
  /// In bytes.
  package static let maximumSize = 64 << 20

  /// Reads one.
  ///
  /// - Parameter path: The file.
  /// - Returns: Its interactions, one or a list of them.
  /// - Throws: What is wrong with it.
  package static func read(_ path: String) throws(RecordingError) -> [RecordedInteraction] {
    guard let data = FileManager.default.contents(atPath: path) else { throw RecordingError("\(path): cannot be read") }
    guard data.count <= maximumSize else { throw RecordingError("\(path): larger than \(maximumSize) bytes") }
    let root: JSONValue
    do throws(JSONSyntaxError) {
      root = try JSONParser.parse(Array(data))
    } catch {
      throw RecordingError("\(path): \(error.message)")
    }
    guard let list = root["interactions"]?.elements else {
      throw RecordingError("\(path): a recording is an object with 'interactions'")
    }
    var interactions: [RecordedInteraction] = []
    for (index, value) in list.enumerated() {
      guard let interaction = RecordedInteraction(value) else {
        throw RecordingError(
          "\(path): interactions[\(index)] needs request.method, request.path, response.status from 100 to 599, and valid Base64"
        )
      }
      interactions.append(interaction)
    }
    return interactions
  }

  /// Reads every `*.json` of a directory, by name.
  ///
  /// - Parameter directory: The directory.
  /// - Returns: All interactions, at least one.
  /// - Throws: What is wrong with the first invalid file, or that the directory is empty.
  package static func readAll(directory: String) throws(RecordingError) -> [RecordedInteraction] {
    var interactions: [RecordedInteraction] = []
    for path in try paths(in: directory) { interactions += try read(path) }
    return interactions
  }

  /// The files of a directory of recordings.
  ///
  /// - Parameter directory: The directory.
  /// - Returns: Every `*.json` in it, by name, at least one.
  /// - Throws: If it cannot be read, or has none.
  package static func paths(in directory: String) throws(RecordingError) -> [String] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
      throw RecordingError("\(directory): cannot be read")
    }
    let paths = names.sorted().filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.map { "\(directory)/\($0)" }
    guard !paths.isEmpty else { throw RecordingError("\(directory): contains no recordings (*.json)") }
    return paths
  }

  /// The text of a file.
  package static func text(_ interactions: [RecordedInteraction]) -> [UInt8] {
    let root = JSONValue.object([
      JSONMember("version", 1),
      JSONMember("interactions", .array(interactions.map(\.json))),
    ])
    return root.json(pretty: true)
  }
}

extension RecordedInteraction {
  fileprivate var json: JSONValue {
    var request = [
      JSONMember("method", .string(method)), JSONMember("path", .string(path)), JSONMember("query", .string(query)),
      JSONMember("body", body),
    ]
    if let testName { request.append(JSONMember("testName", .string(testName))) }
    let response = JSONValue.object([
      JSONMember("status", .number(status)), JSONMember("contentType", .string(contentType)),
      JSONMember("pieces", .array(pieces.map(\.json))),
    ])
    return .object([JSONMember("request", .object(request)), JSONMember("response", response)])
  }

  /// Nil for anything that is not an interaction.
  init?(_ value: JSONValue) {
    guard let method = value["request"]?["method"]?.text, let path = value["request"]?["path"]?.text,
      case .number(let status)? = value["response"]?["status"], let code = status.integer, (100...599).contains(code)
    else { return nil }
    let response = value["response"]
    let pieces = (response?["pieces"]?.elements ?? []).map(Piece.init)
    guard !pieces.contains(nil) else { return nil }
    self.init(
      method: method,
      path: path,
      query: value["request"]?["query"]?.text ?? "",
      body: value["request"]?["body"] ?? .object([]),
      status: Int(code),
      contentType: response?["contentType"]?.text ?? "application/json; charset=UTF-8",
      pieces: pieces.compactMap(\.self)
    )
    testName = value["request"]?["testName"]?.text
  }
}

extension RecordedInteraction.Piece {
  /// An event of a stream, or a whole answer, becomes JSON if that writes the same bytes; anything else becomes text.
  fileprivate var json: JSONValue {
    var members = [JSONMember("afterMs", .number((wait / .milliseconds(1) * 10).rounded() / 10))]
    if let value = event {
      members.append(JSONMember("event", value))
    } else if let text = String(validating: bytes, as: UTF8.self) {
      members.append(JSONMember("text", .string(text)))
    } else {
      members.append(JSONMember("base64", .string(Base64.text(of: bytes))))
    }
    return .object(members)
  }

  /// The JSON of one event, if it writes the same bytes.
  private var event: JSONValue? {
    let events = SSEParser.events(in: bytes)
    guard events.count == 1, let value = try? JSONParser.parse(events[0].data),
      SSEParser.frame(value.json(pretty: false)) == bytes
    else { return nil }
    return value
  }

  /// Nil if its Base64 is broken.
  fileprivate init?(_ value: JSONValue) {
    var milliseconds = 0.0
    if case .number(let number)? = value["afterMs"] { milliseconds = number.double ?? 0 }
    let bytes: [UInt8]
    if let event = value["event"] {
      bytes = SSEParser.frame(event.json(pretty: false))
    } else if let text = value["base64"]?.text {
      guard let decoded = Base64.decode(Array(text.utf8)) else { return nil }
      bytes = decoded
    } else {
      bytes = Array((value["text"]?.text ?? "").utf8)
    }
    self.init(wait: .seconds(max(0, min(milliseconds, 3_600_000)) / 1000), bytes: bytes)
  }
}
