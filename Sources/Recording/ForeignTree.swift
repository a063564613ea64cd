import GeminiAPI
import YAMLInput
import Yams

/// JSON or YAML as one kind of tree.
enum ForeignTree {
  private static let deepest = 60
  /// The most values of a file that is not JSON: cassettes contain whole answers, including embeddings.
  private static let maximumValues = 1_000_000

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8.
  ///   - name: Its name in messages.
  /// - Returns: Its content; YAML's `!!binary` as `{"base64_string": …}`, as VCR writes it.
  /// - Throws: If it is neither JSON nor YAML, or nested deeper than such files are.
  static func read(_ bytes: [UInt8], name: String) throws(RecordingError) -> JSONValue {
    if let value = try? JSONParser.parse(bytes) { return value }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw RecordingError("\(name): is not UTF-8") }
    do {
      guard let node = try YAMLInput.compose(text, maximumValues: maximumValues) else {
        throw RecordingError("\(name): is empty")
      }
      return try value(of: node, name, depth: 0)
    } catch let error as RecordingError {
      throw error
    } catch {
      throw RecordingError("\(name): neither JSON nor YAML: \(error)")
    }
  }

  private static func value(of node: Node, _ name: String, depth: Int) throws(RecordingError) -> JSONValue {
    guard depth < deepest else { throw RecordingError("\(name): is nested deeper than \(deepest) levels") }
    switch node {
    case .scalar(let scalar): return value(of: scalar)
    case .sequence(let elements):
      var values: [JSONValue] = []
      for element in elements { values.append(try value(of: element, name, depth: depth + 1)) }
      return .array(values)
    case .mapping(let mapping):
      var members: [JSONMember] = []
      for (key, element) in mapping {
        guard let key = key.scalar?.string else { throw RecordingError("\(name): a key of a mapping is not a text") }
        members.append(JSONMember(JSONString(key), try value(of: element, name, depth: depth + 1)))
      }
      return .object(members)
    case .alias: throw RecordingError("\(name): an alias has no anchor")
    }
  }

  private static func value(of scalar: Node.Scalar) -> JSONValue {
    // Ruby writes the tag with one exclamation mark.
    if [Tag.Name.binary.rawValue, "!binary"].contains(scalar.tag.description) {
      return .object([JSONMember("base64_string", .string(scalar.string))])
    }
    guard scalar.style == .plain else { return .string(scalar.string) }
    if ["null", "~", ""].contains(scalar.string) { return .null }
    if let value = try? JSONParser.parse(Array(scalar.string.utf8)), value.text == nil { return value }
    return .string(scalar.string)
  }
}
