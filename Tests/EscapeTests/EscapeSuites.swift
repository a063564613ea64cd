import TestSupport
import Testing

/// Attacks on a real server, each named for what it tries.
@Suite("Attacks", .serialized, .alone, .timeLimit(.minutes(2)))
enum EscapeSuites {
  /// With time enough for every attack that ends by itself.
  @Suite("Attacks that end by themselves", .server(changes: ["block": "15s", "parked": "2"]))
  enum Quick {}

  /// As it is delivered, with all libraries: the filter must let them work, and attacks may use them.
  @Suite("With all libraries", .server())
  enum Delivered {}
}
