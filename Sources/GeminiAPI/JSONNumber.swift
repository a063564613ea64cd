/// A JSON number, kept as its text: reading it as a type is the reader's affair, and nothing is rounded on the way.
package struct JSONNumber: Hashable, Sendable {
  package let text: String

  /// - Parameter text: A number in JSON's grammar.
  init(text: String) { self.text = text }

  package init(_ value: Int) { text = String(value) }

  /// The value as a whole number, also from `4.0` and `1e3`; nil when it has a fraction or does not fit.
  package var integer: Int64? { Int64(text) ?? double.flatMap { Int64(exactly: $0) } }

  /// The nearest double; nil when the number is beyond its range.
  package var double: Double? {
    guard let value = Double(text), value.isFinite else { return nil }
    return value
  }
}
