/// A message that is written as JSON, keys in the service's order, absent members left out.
package protocol JSONWritable {
  func write(to writer: inout JSONWriter)
}

extension JSONWritable {
  /// The message as a body.
  ///
  /// - Parameter pretty: True for a JSON body of many lines with a line end, false for one line without.
  /// - Returns: UTF-8.
  package func json(pretty: Bool) -> [UInt8] {
    var writer = JSONWriter(layout: pretty ? .pretty : .line)
    write(to: &writer)
    return writer.finished()
  }

  /// The message on one line without blanks.
  package var compactJSON: [UInt8] {
    var writer = JSONWriter(layout: .compact)
    write(to: &writer)
    return writer.finished()
  }

  /// The message as text, on one line.
  package var lineText: String { String(decoding: json(pretty: false), as: UTF8.self) }
}

extension JSONWriter {
  mutating func member(_ key: String, _ value: (some JSONWritable)?) {
    guard let value else { return }
    self.key(key)
    value.write(to: &self)
  }

  /// Writes members of a message that were kept as they came.
  mutating func members(_ members: [JSONMember]) {
    for member in members { self.member(member.key.text, member.value) }
  }

  /// An empty list leaves the key out.
  mutating func member(_ key: String, _ values: [some JSONWritable]) {
    guard !values.isEmpty else { return }
    self.key(key)
    array(values) { $1.write(to: &$0) }
  }
}

extension String: JSONWritable {
  package func write(to writer: inout JSONWriter) { writer.string(self) }
}

extension Int: JSONWritable {
  package func write(to writer: inout JSONWriter) { writer.integer(self) }
}

extension Double: JSONWritable {
  package func write(to writer: inout JSONWriter) { writer.double(self) }
}

extension Bool: JSONWritable {
  package func write(to writer: inout JSONWriter) { writer.bool(self) }
}

extension JSONValue: JSONWritable {
  package func write(to writer: inout JSONWriter) { writer.value(self) }
}
