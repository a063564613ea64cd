import GeminiAPI

extension RequestTarget {
  /// How many entries a page shall have, by `pageSize`.
  ///
  /// - Parameters:
  ///   - defaultSize: For a request that asks for none, or for zero.
  ///   - maximum: What a larger wish is brought down to.
  ///   - method: The proto name of the request, for the error.
  /// - Returns: The size, from 1.
  /// - Throws: `INVALID_ARGUMENT` for what is no number, or a negative one.
  func pageSize(default defaultSize: Int, maximum: Int, method: String) throws(Status) -> Int {
    guard let text = try parameter("pageSize", "page_size"), !text.isEmpty else { return defaultSize }
    guard let size = Int32(text) else {
      throw .invalidArgument("Invalid value at 'page_size' (TYPE_INT32), \"\(text.prefix(50))\"")
    }
    guard size >= 0 else {
      throw .invalidArgument("* \(method).page_size: page_size must not be negative.")
    }
    return size == 0 ? defaultSize : min(Int(size), maximum)
  }
}
