package import GeminiAPI
import NIOHTTP1

/// The one table from an error to its status.
package enum StatusResponse {
  /// What the service says where it has nothing better to say.
  static let internalError = Status(
    code: .internal,
    message: "An internal error has occurred. Please retry or report in "
      + "https://developers.generativeai.google/guide/troubleshooting"
  )

  /// What is said of bytes that are not HTTP.
  ///
  /// - Parameter error: What the parser found.
  /// - Returns: A refusal that names the part at fault where the parser knows it.
  static func brokenRequest(_ error: HTTPParserError) -> Status {
    let part =
      switch error {
      case .headerOverflow: "its headers are larger than 80 KiB"
      case .invalidContentLength: "Content-Length must be one whole number"
      case .unexpectedContentLength: "it has both Content-Length and Transfer-Encoding, or one of them twice"
      case .invalidChunkSize: "the size of a chunk must be a hexadecimal number"
      case .invalidMethod: "its method is unknown"
      case .invalidURL: "its target must be a path without blanks"
      case .invalidVersion: "its version is not HTTP/1.0 or HTTP/1.1"
      case .invalidHeaderToken: "a header holds a character that none may hold"
      default: "it breaks off, or a line of its head is malformed"
      }
    return .invalidArgument("The request is not a valid HTTP/1.1 message: \(part).")
  }

  /// Maps an error; what the client is not told goes to the log.
  ///
  /// - Parameters:
  ///   - error: Whatever a request ended with.
  ///   - log: Where the details of an internal error go.
  /// - Returns: The error as it is answered.
  package static func status(for error: any Error, log: RequestLog) -> Status {
    switch error {
    case let failure as any APIFailure: return failure.status
    case is CancellationError: return Status(code: .cancelled, message: "The operation was cancelled.")
    case let error as HTTPParserError: return brokenRequest(error)
    default:
      log.internalError(error)
      return internalError
    }
  }
}
