import GeminiAPI
import NIOHTTP1

/// The one table from an error to what the client is told.
enum StatusResponse {
  /// What the service says where it has nothing better to say.
  static let internalError = Status(
    code: .internal,
    message: "An internal error has occurred. Please retry or report in "
      + "https://developers.generativeai.google/guide/troubleshooting"
  )

  /// Maps an error; what the client is not told goes to the log.
  ///
  /// - Parameters:
  ///   - error: Whatever a request ended with.
  ///   - log: Where the details of an internal error go.
  /// - Returns: The error in the API's form.
  static func status(for error: any Error, log: RequestLog) -> Status {
    switch error {
    case let status as Status: return status
    case is CancellationError: return Status(code: .cancelled, message: "The operation was cancelled.")
    case is HTTPParserError: return Status(code: .invalidArgument, message: "The request is no valid HTTP/1.1 message.")
    default:
      log.internalError(error)
      return internalError
    }
  }
}
