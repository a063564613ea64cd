import GeminiAPI

/// One line of a file of requests: `{"key": "…", "request": {…}}`.
struct BatchLine {
  /// JSON; nil where the line has none.
  let key: [UInt8]?
  /// JSON of the request, or what is wrong with the line.
  let request: Result<[UInt8], Status>

  /// - Parameter bytes: The line; nil for one that is too long to be read.
  init(_ bytes: [UInt8]?) {
    guard let bytes else {
      key = nil
      request = .failure(.invalidArgument("The line is too long."))
      return
    }
    do throws(JSONSyntaxError) {
      let line = try JSONParser.parse(bytes)
      key = line["key"]?.json(pretty: false)
      if let request = line["request"], request.members != nil {
        self.request = .success(request.json(pretty: false))
      } else {
        request = .failure(.invalidArgument("The line has no 'request' with an object."))
      }
    } catch {
      key = nil
      request = .failure(.invalidArgument("The line is not JSON: \(error.message)"))
    }
  }
}
