/// Bodies whose content is not the API's to know.
package enum JSONBody {
  /// Reads one; an empty one is an empty object.
  ///
  /// - Throws: `INVALID_ARGUMENT` for what is not a JSON object.
  package static func object(_ body: [UInt8]) throws(Status) -> JSONValue {
    let value: JSONValue
    do throws(JSONSyntaxError) {
      value = try JSONParser.parse(body.isEmpty ? Array("{}".utf8) : body)
    } catch {
      throw .invalidArgument(error.message, details: [])
    }
    guard value.members != nil else { throw .invalidArgument("The body must be a JSON object.") }
    return value
  }
}
