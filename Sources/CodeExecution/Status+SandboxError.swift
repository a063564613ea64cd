package import GeminiAPI
package import SandboxHost

extension Status {
  /// The one table from what can go wrong with the sandbox to Google's codes.
  /// - Parameter sandboxError: The cause.
  package init(sandboxError: SandboxError) {
    switch sandboxError {
    case .busy(let seconds):
      self = Status(
        code: .resourceExhausted,
        message: "All sandbox sessions are in use. Please retry in \(seconds)s.",
        details: [Status.retryInfo(seconds: seconds)]
      )
    case .inputFile:
      self = Status(code: .invalidArgument, message: sandboxError.description, details: [])
    case .lost:
      self = Status(code: .internal, message: sandboxError.description, details: [])
    case .configuration, .missing, .refused, .unavailable:
      self = Status(code: .unavailable, message: sandboxError.description, details: [])
    }
  }
}
