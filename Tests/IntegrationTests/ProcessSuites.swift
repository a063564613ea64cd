import Testing
import TestSupport

/// Every suite that starts processes: one test after the other, since two cores import libraries for some seconds.
@Suite("With the real binary", .serialized, .alone, .timeLimit(.minutes(2)))
enum ProcessSuites {
  /// The suites that share one server, with the project's own configuration and the built-in script.
  @Suite("On a server as it is delivered", .server())
  enum AsDelivered {}
}
