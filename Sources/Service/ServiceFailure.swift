/// Why the server does not start or has to stop; the message names the remedy.
package struct ServiceFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// By `sysexits.h`: 64 for usage, 69 for what is unavailable, 78 for configuration.
  package var exitCode: Int32
  package var message: String

  package init(exitCode: Int32, message: String) {
    self.exitCode = exitCode
    self.message = message
  }

  package var description: String { message }

  package static func configuration(_ message: String) -> ServiceFailure {
    ServiceFailure(exitCode: 78, message: message)
  }

  package static func unavailable(_ message: String) -> ServiceFailure {
    ServiceFailure(exitCode: 69, message: message)
  }
}
