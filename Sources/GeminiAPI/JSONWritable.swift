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
}

extension JSONWriter {
  mutating func member(_ key: String, _ text: String?) {
    guard let text else { return }
    self.key(key)
    string(text)
  }

  mutating func member(_ key: String, _ number: Int?) {
    guard let number else { return }
    self.key(key)
    integer(number)
  }

  mutating func member(_ key: String, _ number: Double?) {
    guard let number else { return }
    self.key(key)
    double(number)
  }

  mutating func member(_ key: String, _ flag: Bool?) {
    guard let flag else { return }
    self.key(key)
    bool(flag)
  }

  mutating func member(_ key: String, _ value: JSONValue?) {
    guard let value else { return }
    self.key(key)
    self.value(value)
  }

  mutating func member(_ key: String, _ message: (some JSONWritable)?) {
    guard let message else { return }
    self.key(key)
    message.write(to: &self)
  }

  /// Writes members of a message that were kept as they came.
  mutating func members(_ members: [JSONMember]) {
    for member in members { self.member(member.key.text, member.value) }
  }

  /// An empty list leaves the key out.
  mutating func member(_ key: String, _ messages: [some JSONWritable]) {
    guard !messages.isEmpty else { return }
    self.key(key)
    array(messages) { $1.write(to: &$0) }
  }

  /// An empty list leaves the key out.
  mutating func member(_ key: String, _ texts: [String]) {
    guard !texts.isEmpty else { return }
    self.key(key)
    array(texts) { $0.string($1) }
  }
}

extension JSONValue: JSONWritable {
  package func write(to writer: inout JSONWriter) { writer.value(self) }
}
