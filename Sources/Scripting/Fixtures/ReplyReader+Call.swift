import GeminiAPI
import Yams

extension ReplyReader {
  /// How deep arguments may nest; protobuf's own limit for a request is 100.
  private static let maximumDepth = 50

  /// Reads `call`: one call, or a list of calls that are made together.
  func calls(_ node: Node, in reader: inout FixtureReader) -> [ReplyCall] {
    guard case .sequence = node else { return [call(node, in: &reader)].compactMap(\.self) }
    guard let nodes = reader.sequence(node, "call", maximum: FixtureReader.maximumSteps) else { return [] }
    if nodes.isEmpty { reader.report(node, "'call' has no entry") }
    return nodes.compactMap { call($0, in: &reader) }
  }

  private func call(_ node: Node, in reader: inout FixtureReader) -> ReplyCall? {
    guard let members = reader.mapping(node, keys: .call) else { return nil }
    guard let name = members["name"] else {
      reader.report(node, "a call has the 'name' of a function")
      return nil
    }
    guard let name = reader.text(name, "call.name")?.text else { return nil }
    var call = ReplyCall(name: name)
    call.id = members["id"].flatMap { reader.text($0, "call.id")?.text }
    if let args = members["args"] {
      guard case .mapping = args else {
        reader.report(args, "'call.args' must be a mapping from the names of arguments to their values")
        return nil
      }
      call.args = value(args, depth: 0, in: &reader)
    }
    return call
  }

  private func value(_ node: Node, depth: Int, in reader: inout FixtureReader) -> ReplyValue {
    guard depth < Self.maximumDepth else {
      reader.report(node, "'call.args' nests deeper than \(Self.maximumDepth)")
      return .literal(.null)
    }
    switch node {
    case .sequence(let elements):
      return .list(elements.map { value($0, depth: depth + 1, in: &reader) })
    case .mapping(let members):
      return .object(
        members.compactMap { key, element in
          guard let name = key.scalar?.string else {
            reader.report(key, "a name of an argument must be a text")
            return nil
          }
          return (name, value(element, depth: depth + 1, in: &reader))
        }
      )
    case .scalar(let scalar):
      if scalar.style == .plain, let literal = JSONValue(plainScalar: scalar.string) { return .literal(literal) }
      if scalar.string.isEmpty { return .literal(.string("")) }
      return template(node, "call.args", .text, in: &reader).map(ReplyValue.text) ?? .literal(.null)
    case .alias:
      reader.report(node, "an alias cannot stand in 'call.args'")
      return .literal(.null)
    }
  }
}
