import GeminiAPI

/// A schema taken apart once, so that a value is compared with it in time that grows with the value alone.
///
/// Every JSON value of it is a node with a number; what is looked up by a name is found by hash.
final class SchemaDocument: Sendable {
  /// One JSON value of the schema.
  struct Node: Sendable {
    var value: JSONValue
    var members: [String: Int] = [:]
    var elements: [Int] = []
    /// What an object says as a schema; those that are none, such as `properties`, have keywords that nobody asks for.
    var keywords = SchemaKeywords()
  }

  /// The first is the whole schema.
  let nodes: [Node]

  init(_ value: JSONValue) {
    var nodes: [Node] = []
    _ = Self.add(value, to: &nodes)
    for index in nodes.indices {
      guard let reference = nodes[index].keywords.reference else { continue }
      let target = Self.target(reference, nodes)
      nodes[index].keywords.target = target
    }
    self.nodes = nodes
  }

  /// - Returns: The number of the value's node.
  private static func add(_ value: JSONValue, to nodes: inout [Node]) -> Int {
    let index = nodes.count
    nodes.append(Node(value: value))
    switch value {
    case .array(let elements):
      let children = elements.map { add($0, to: &nodes) }
      nodes[index].elements = children
    case .object(let members):
      var children: [String: Int] = [:]
      // Of members given twice the last counts.
      for member in members { children[member.key.text] = add(member.value, to: &nodes) }
      nodes[index].members = children
      // In a statement of its own, else all nodes would be copied for each.
      let keywords = SchemaKeywords(of: children, in: nodes)
      nodes[index].keywords = keywords
    case .null, .bool, .number, .string: break
    }
    return index
  }

  /// The node a reference points at; nil where it points nowhere.
  private static func target(_ reference: String, _ nodes: [Node]) -> Int? {
    guard reference.hasPrefix("#") else { return nil }
    var index = 0
    for step in reference.dropFirst().split(separator: "/") {
      // RFC 6901 §3
      let name = step.replacing("~1", with: "/").replacing("~0", with: "~")
      guard let next = nodes[index].members[String(name)] else { return nil }
      index = next
    }
    return index
  }
}

/// What an object says as a schema; schemas in it by the numbers of their nodes.
struct SchemaKeywords: Sendable {
  /// The type names it allows, in lower case, each once; none where it allows all.
  var types: [String] = []
  var typeNames: Set<String> = []
  /// Names and schemas of the properties an object may have, in the order an answer has them.
  var properties: [(name: String, schema: Int)] = []
  var propertyOfName: [String: Int] = [:]
  var required: [String] = []
  var allowed: AllowedValues?
  var items: Int?
  var prefixItems: [Int] = []
  /// One of them must fit.
  var alternatives: [Int] = []
  /// All of them must fit.
  var parts: [Int] = []
  /// What other properties must be; nil where nothing is said of them.
  var additionalProperties: Int?
  var forbidsOtherProperties = false
  var reference: String?
  /// Where the reference points; nil where it points nowhere.
  var target: Int?

  init() {}

  /// - Parameters:
  ///   - members: Nodes of the object's members.
  ///   - nodes: All nodes so far, the members and all below them among them.
  init(of members: [String: Int], in nodes: [SchemaDocument.Node]) {
    func value(_ key: String) -> JSONValue? { members[key].map { nodes[$0].value } }
    func list(_ key: String) -> [Int]? { members[key].map { nodes[$0].elements } }
    /// The node of a member that is an object itself.
    func schema(_ key: String) -> Int? { members[key].flatMap { nodes[$0].value.members == nil ? nil : $0 } }
    types = Self.types(value("type"), isNullable: value("nullable") == true)
    typeNames = Set(types)
    required = value("required")?.elements?.compactMap(\.text) ?? []
    allowed = (value("const").map { [$0] } ?? value("enum")?.elements).map(AllowedValues.init)
    items = schema("items")
    prefixItems = list("prefixItems") ?? []
    alternatives = ["anyOf", "any_of", "oneOf"].lazy.compactMap(list).first ?? []
    parts = list("allOf") ?? []
    additionalProperties = schema("additionalProperties")
    forbidsOtherProperties = value("additionalProperties") == false
    reference = value("$ref")?.text
    if let node = members["properties"] {
      propertyOfName = nodes[node].members
      properties = Self.ordered(nodes[node], by: value("propertyOrdering") ?? value("property_ordering"))
    }
  }

  private static func ordered(_ properties: SchemaDocument.Node, by order: JSONValue?) -> [(name: String, schema: Int)]
  {
    let wanted = order?.elements?.compactMap(\.text) ?? []
    var seen: Set<String> = []
    let names = wanted + (properties.value.members?.map(\.key.text) ?? [])
    return names.compactMap { name in
      guard let schema = properties.members[name], seen.insert(name).inserted else { return nil }
      return (name, schema)
    }
  }

  private static func types(_ value: JSONValue?, isNullable: Bool) -> [String] {
    let named: [String] =
      switch value {
      case .array(let types)?: types.compactMap { $0.text?.lowercased() }
      case .number(let number)?: [typeName(number: number)].compactMap(\.self)
      case let type?: [type.text?.lowercased()].compactMap(\.self).filter { $0 != "type_unspecified" }
      case nil: []
      }
    guard !named.isEmpty else { return [] }
    var seen: Set<String> = []
    return (isNullable ? named + ["null"] : named).filter { seen.insert($0).inserted }
  }

  /// The numbers of the API's enum `Type`.
  private static func typeName(number: JSONNumber) -> String? {
    let names = ["", "string", "number", "integer", "boolean", "array", "object", "null"]
    guard let index = number.integer, index > 0, index < names.count else { return nil }
    return names[Int(index)]
  }
}

/// The values of `const` or `enum`, found by hash.
struct AllowedValues: Sendable {
  /// In their order.
  let list: [JSONValue]
  private let others: Set<JSONValue>
  private let numbers: Set<Double?>

  init(_ list: [JSONValue]) {
    self.list = list
    others = Set(list)
    numbers = Set(list.compactMap { if case .number(let number) = $0 { .some(number.double) } else { nil } })
  }

  /// Whether a value is one of them: numbers by value, and the API's own form lists its values as texts, also those of
  /// integers.
  func contains(_ value: JSONValue) -> Bool {
    guard case .number(let number) = value else { return others.contains(value) }
    return numbers.contains(number.double) || others.contains(.string(number.text))
  }
}
