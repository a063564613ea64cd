import GeminiAPI
import HTTPServer

/// Which page of a list a request asks for.
struct PageQuery: Hashable {
  /// The most entries, from 1.
  var size: Int
  /// Where the page before ended; nil for the first page.
  var token: String?
}

extension RequestTarget {
  /// Reads `pageSize` and `pageToken`.
  ///
  /// - Parameters: As `pageSize(default:maximum:method:)` has them.
  /// - Throws: `INVALID_ARGUMENT` for what is not a number, or a negative one.
  func page(default defaultSize: Int, maximum: Int, method: String) throws(Status) -> PageQuery {
    let size = try pageSize(default: defaultSize, maximum: maximum, method: method)
    let token = try parameter("pageToken", "page_token") ?? ""
    return PageQuery(size: size, token: token.isEmpty ? nil : token)
  }

  /// How many entries a page shall have, by `pageSize`.
  ///
  /// - Parameters:
  ///   - defaultSize: For a request that asks for none, or for zero.
  ///   - maximum: What a larger wish is brought down to.
  ///   - method: The proto name of the request, for the error.
  /// - Returns: The size, from 1.
  /// - Throws: `INVALID_ARGUMENT` for what is not a number, or a negative one.
  private func pageSize(default defaultSize: Int, maximum: Int, method: String) throws(Status) -> Int {
    guard let text = try parameter("pageSize", "page_size"), !text.isEmpty else { return defaultSize }
    guard let size = Int32(text) else {
      throw .invalidArgument("Invalid value at 'page_size' (TYPE_INT32), \"\(text.prefix(bytes: 50))\"")
    }
    guard size >= 0 else {
      throw .invalidArgument("* \(method).page_size: page_size must not be negative.")
    }
    return size == 0 ? defaultSize : min(Int(size), maximum)
  }
}
