import CYaml

/// How many values a YAML text expands to, and how deep they nest: counted from the parser's events, before a tree is made.
struct YAMLExtent {
  /// A node that is read.
  private struct Size {
    var values: Int
    var depth: Int
  }

  /// A list or mapping that is being read.
  private struct Open {
    var anchor: String?
    var isMapping: Bool
    var size = Size(values: 1, depth: 1)
    var children = 0

    /// Whether the next node is a key.
    var wantsKey: Bool { isMapping && children.isMultiple(of: 2) }
  }

  let maximumValues: Int
  private var open: [Open] = []
  private var anchors: [String: Size] = [:]
  /// The values of all open nodes together.
  private var values = 0

  init(maximumValues: Int) {
    self.maximumValues = maximumValues
  }

  /// Reads the events of a text's first document.
  ///
  /// Text that is not YAML is ignored here: composing the tree reports it.
  /// - Parameter text: The text.
  /// - Throws: If the text expands to too many values, nests too deep, or has a key that is not a scalar.
  mutating func check(_ text: String) throws(YAMLFault) {
    var text = text
    let result: Result<Void, YAMLFault> = text.withUTF8 { bytes in
      let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
      parser.initialize(to: yaml_parser_t())
      defer { parser.deallocate() }
      guard yaml_parser_initialize(parser) == 1 else { return .success(()) }
      defer { yaml_parser_delete(parser) }
      yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
      yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
      return Result { () throws(YAMLFault) in try readDocument(parser) }
    }
    try result.get()
  }

  private mutating func readDocument(_ parser: UnsafeMutablePointer<yaml_parser_t>) throws(YAMLFault) {
    var isOver = false
    while !isOver {
      var event = yaml_event_t()
      guard yaml_parser_parse(parser, &event) == 1 else { return }
      defer { yaml_event_delete(&event) }
      switch event.type {
      case YAML_DOCUMENT_END_EVENT, YAML_STREAM_END_EVENT: isOver = true
      default: try take(event)
      }
    }
  }

  private mutating func take(_ event: yaml_event_t) throws(YAMLFault) {
    switch event.type {
    case YAML_SCALAR_EVENT:
      let size = Size(values: 1, depth: 1)
      if let name = Self.name(event.data.scalar.anchor) { anchors[name] = size }
      try add(size, isScalar: true, event)
    case YAML_ALIAS_EVENT:
      // The composer refuses an unknown one.
      let size = Self.name(event.data.alias.anchor).flatMap { anchors[$0] } ?? Size(values: 1, depth: 1)
      try add(size, isScalar: size.depth == 1, event)
    case YAML_SEQUENCE_START_EVENT:
      try begin(Open(anchor: Self.name(event.data.sequence_start.anchor), isMapping: false), event)
    case YAML_MAPPING_START_EVENT:
      try begin(Open(anchor: Self.name(event.data.mapping_start.anchor), isMapping: true), event)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: try end(event)
    default: break
    }
  }

  private mutating func begin(_ node: Open, _ event: yaml_event_t) throws(YAMLFault) {
    try checkKey(isScalar: false, event)
    open.append(node)
    values += 1
    try check(values: values, depth: open.count, event)
  }

  private mutating func end(_ event: yaml_event_t) throws(YAMLFault) {
    guard var node = open.popLast() else { return }
    // An empty list is deeper than a scalar, so that it does not pass as a scalar key.
    node.size.depth += 1
    if let anchor = node.anchor { anchors[anchor] = node.size }
    // Its values are counted already.
    values -= node.size.values
    try add(node.size, isScalar: false, event, isNew: false)
  }

  private mutating func add(_ size: Size, isScalar: Bool, _ event: yaml_event_t, isNew: Bool = true) throws(YAMLFault) {
    if isNew { try checkKey(isScalar: isScalar, event) }
    values += size.values
    try check(values: values, depth: open.count + size.depth - 1, event)
    guard var parent = open.popLast() else { return }
    parent.children += 1
    parent.size.values += size.values
    parent.size.depth = max(parent.size.depth, size.depth)
    open.append(parent)
  }

  private func checkKey(isScalar: Bool, _ event: yaml_event_t) throws(YAMLFault) {
    guard !isScalar, open.last?.wantsKey ?? false else { return }
    throw fault("a key must be a plain name, and not a list or a mapping", event)
  }

  private func check(values: Int, depth: Int, _ event: yaml_event_t) throws(YAMLFault) {
    guard values <= maximumValues else {
      throw fault(
        "more than \(maximumValues) values, counted with what aliases stand for; write less, or fewer aliases",
        event
      )
    }
    guard depth <= YAMLInput.maximumDepth else {
      throw fault("lists and mappings nest deeper than \(YAMLInput.maximumDepth)", event)
    }
  }

  private func fault(_ message: String, _ event: yaml_event_t) -> YAMLFault {
    YAMLFault(line: Int(event.start_mark.line) + 1, column: Int(event.start_mark.column) + 1, message: message)
  }

  private static func name(_ anchor: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    anchor.map { String(cString: $0) }
  }
}
