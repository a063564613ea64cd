package import GeminiAPI

/// What makes two requests the same to a replay: method, model, contents and tools.
///
/// What changes without meaning does not count: the system instruction, generation settings, ids of calls, and the version,
/// project and location of the path.
package struct RecordingKey: Hashable, Sendable {
  /// Names of members that do not count, in plain form.
  private static let volatile: Set<String> = [
    "id", "thoughtsignature", "responseid", "requestid", "timestamp", "createtime", "updatetime", "duration",
  ]

  /// Canonical JSON, for comparison and for messages.
  package let text: String

  /// - Parameters:
  ///   - method: The HTTP method.
  ///   - path: The path, with or without a version.
  ///   - body: The body.
  package init(method: String, path: String, body: JSONValue) {
    var text = "\(method) \(Self.resource(of: path)) "
    Self.write(.object(Self.parted(body).asked), to: &text)
    self.text = text
  }

  /// What a body asks, and the rest of it, settings and the instruction.
  ///
  /// A body without any of the first asks all that it says.
  fileprivate static func parted(_ body: JSONValue) -> (asked: [JSONMember], rest: [JSONMember]) {
    let members = body.members ?? []
    let names: Set = ["contents", "tools", "content", "requests"]
    let asked = members.filter { names.contains($0.key.text) }
    return asked.isEmpty ? (members, []) : (asked, members.filter { !names.contains($0.key.text) })
  }

  /// The path without its version; for a Google model on Vertex AI also without project and location, so that a recording
  /// of either surface answers both, and a test does not depend on a project's name.
  private static func resource(of path: String) -> String {
    var segments = path.split(separator: "/").drop { $0 == "v1" || $0.hasPrefix("v1alpha") || $0.hasPrefix("v1beta") }
    if segments.first == "projects", let place = segments.firstIndex(of: "models"),
      segments[..<place].suffix(2).elementsEqual(["publishers", "google"])
    {
      segments = segments[place...]
    } else if segments.starts(with: ["publishers", "google", "models"]) {
      segments = segments.dropFirst(2)
    }
    return "/" + segments.joined(separator: "/")
  }

  /// Members by name, without those that do not count; UUIDs in texts are all the same.
  fileprivate static func write(_ value: JSONValue, to text: inout String) {
    switch value {
    case .object(let members):
      let kept = members.filter { !volatile.contains(plain($0.key.text)) }.sorted {
        plain($0.key.text) < plain($1.key.text)
      }
      text += "{"
      for member in kept {
        text += plain(member.key.text) + ":"
        write(member.value, to: &text)
        text += ","
      }
      text += "}"
    case .array(let elements):
      text += "["
      for element in elements {
        write(element, to: &text)
        text += ","
      }
      text += "]"
    case .string(let string):
      text += "\""
      text += string.text.replacing(/[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}/, with: "UUID")
      text += "\""
    case .number(let number): text += number.text
    case .bool(let flag): text += flag ? "true" : "false"
    case .null: text += "null"
    }
  }

  private static func plain(_ name: String) -> String { name.lowercased().filter { $0 != "_" } }

  /// How many leaves differ between two keys, counting each line of a text: finds the nearest recording.
  package func distance(to other: RecordingKey) -> Int {
    let own = Self.leaves(text)
    let others = Self.leaves(other.text)
    return own.subtracting(others).count + others.subtracting(own).count
  }

  /// The leaves that only the other key has, and those that only this one has, for messages.
  package func differences(from other: RecordingKey) -> (missing: [String], added: [String]) {
    let own = Self.leaves(text)
    let others = Self.leaves(other.text)
    return (others.subtracting(own).sorted(), own.subtracting(others).sorted())
  }

  private static func leaves(_ text: String) -> Set<String> {
    Set(text.split { "{}[],\n".contains($0) }.map { String($0.prefix(bytes: 200)) })
  }
}

/// What tells requests with one key apart, where recordings differ in it.
struct RequestVariant: Hashable {
  /// Whether the path is one of Vertex AI's.
  let isVertex: Bool
  /// Settings and the system instruction, in canonical form.
  let settings: String
  /// Which test asked, as its header says.
  let testName: String?

  init(_ interaction: RecordedInteraction) {
    isVertex = Self.isVertex(interaction.path)
    var text = ""
    RecordingKey.write(.object(RecordingKey.parted(interaction.body).rest), to: &text)
    (settings, testName) = (text, interaction.testName)
  }

  static func isVertex(_ path: String) -> Bool {
    let segments = path.split(separator: "/")
    return segments.first == "v1beta1" || segments.contains("projects") || segments.contains("publishers")
  }
}
