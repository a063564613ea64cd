import GeminiAPI

/// A schema as a request gives it, or one in it.
///
/// It is in the API's own form (`responseSchema`, `parameters`) or JSON Schema (`responseJsonSchema`,
/// `parametersJsonSchema`), and both are read the same way. Of JSON Schema the keywords that the service's page on structured output names, and `const`, `allOf` and
/// `exclusiveMinimum` and `exclusiveMaximum`, which libraries write; `$ref` points into the schema itself. `pattern` and
/// `format` are not looked at: the service does not keep to them either.
struct Schema: Sendable {
  /// References and alternatives may nest, and a reference may lead back to itself.
  static let maximumDepth = 64

  private let document: SchemaDocument
  /// The number of its node.
  let index: Int

  init(_ value: JSONValue) {
    document = SchemaDocument(value)
    index = 0
  }

  private init(_ document: SchemaDocument, _ index: Int) {
    (self.document, self.index) = (document, index)
  }

  /// The value of a keyword.
  subscript(key: String) -> JSONValue? { document.nodes[index].members[key].map { document.nodes[$0].value } }

  /// The type names it allows, in lower case; empty where it allows all.
  var types: [String] { document.nodes[index].keywords.types }

  /// Whether values of one of these types may stand here.
  func allows(anyOf names: [String]) -> Bool {
    document.nodes[index].keywords.types.isEmpty
      || names.contains(where: document.nodes[index].keywords.typeNames.contains)
  }

  /// Names and schemas of the properties an object may have, in the order an answer has them.
  var properties: [(name: String, schema: Schema)] {
    document.nodes[index].keywords.properties.map { ($0.name, child($0.schema)) }
  }

  /// The schema of a property; nil for one it does not name.
  func property(_ name: String) -> Schema? { document.nodes[index].keywords.propertyOfName[name].map(child) }

  var hasProperties: Bool { !document.nodes[index].keywords.properties.isEmpty }
  var required: [String] { document.nodes[index].keywords.required }
  var allowedValues: AllowedValues? { document.nodes[index].keywords.allowed }
  var items: Schema? { document.nodes[index].keywords.items.map(child) }
  /// The schema of an element by its place; nil where nothing is said of it.
  func item(_ place: Int) -> Schema? {
    place < prefixItemsCount ? child(document.nodes[index].keywords.prefixItems[place]) : items
  }
  var prefixItemsCount: Int { document.nodes[index].keywords.prefixItems.count }
  /// One of them must fit.
  var alternatives: [Schema] { document.nodes[index].keywords.alternatives.map(child) }
  /// All of them must fit.
  var parts: [Schema] { document.nodes[index].keywords.parts.map(child) }
  /// What other properties must be; nil where nothing is said of them.
  var additionalProperties: Schema? { document.nodes[index].keywords.additionalProperties.map(child) }
  var forbidsOtherProperties: Bool { document.nodes[index].keywords.forbidsOtherProperties }
  var isReference: Bool { document.nodes[index].keywords.reference != nil }

  /// A bound such as `minItems`; the API's own form has whole numbers as texts as well.
  func number(_ key: String) -> Double? {
    switch self[key] ?? self[key.snakeCase] {
    case .number(let number)?: number.double
    case .string(let text)?: Double(text.text)
    default: nil
    }
  }

  /// A count such as `minItems`, within what anybody means.
  func count(_ key: String) -> Int? { number(key).flatMap { $0 >= 0 && $0 < 1e9 ? Int($0) : nil } }

  /// The schema a reference points at; itself where it is none, nil where it points nowhere.
  func resolved() -> Schema? { isReference ? document.nodes[index].keywords.target.map(child) : self }

  private func child(_ index: Int) -> Schema { Schema(document, index) }
}

extension String {
  fileprivate var snakeCase: String {
    reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
  }
}
