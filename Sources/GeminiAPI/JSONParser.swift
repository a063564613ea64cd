/// Turns a body into a tree by RFC 8259, once, without copying its strings.
///
/// One thing more is taken, as the service takes it and its documentation's own samples have it: a comma before a closing
/// bracket.
///
/// Depth, number of values and UTF-8 are checked on the way, so what comes out is safe to walk recursively.
package enum JSONParser {
  /// Bounds on what a body may cost.
  package struct Limits: Sendable {
    /// Nesting of arrays and objects; 100 is also protobuf's own limit.
    package var depth: Int
    /// Values of the whole body, counting every element and member; each costs about 48 bytes.
    package var values: Int
    /// Whether `NaN`, `Infinity` and `-Infinity` are numbers, as Python's json writes and reads them.
    package var takesNonFinite: Bool

    package init(depth: Int = 100, values: Int = 500_000, takesNonFinite: Bool = false) {
      self.depth = depth
      self.values = values
      self.takesNonFinite = takesNonFinite
    }
  }

  /// Gives the tree of a body that is one JSON value and nothing else.
  ///
  /// - Parameters:
  ///   - bytes: The body; strings of the tree share its storage.
  ///   - limits: Bounds on depth and number of values.
  /// - Returns: The tree.
  /// - Throws: `JSONSyntaxError` at the first byte that cannot be.
  package static func parse(_ bytes: [UInt8], limits: Limits = Limits()) throws(JSONSyntaxError) -> JSONValue {
    try bytes.withUnsafeBufferPointer { (buffer) throws(JSONSyntaxError) -> JSONValue in
      var reader = JSONReader(body: bytes, bytes: UnsafeRawBufferPointer(buffer), limits: limits)
      let value = try reader.readValue(depth: 0)
      reader.skipWhitespace()
      guard reader.isAtEnd else { throw reader.failure("Parsing terminated before end of input.") }
      return value
    }
  }
}
