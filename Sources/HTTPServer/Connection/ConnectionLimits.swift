package import NIOCore

/// What bounds the connections of a server, in number, time and bytes.
package struct ConnectionLimits: Sendable {
  /// How many connections are served at once; a further one takes the place of one that waits for its client.
  package var connections: Int
  /// How long the body of a request may take, and one second more for each `bodyBytesPerSecond` that came.
  package var bodyTime: Duration
  /// The most bytes of bodies that all requests at hand hold together, beside `freeBodySize` of each.
  package var bodies: Int

  /// How long a new connection may take to send the head of its first request.
  package static let firstRequestTime = TimeAmount.seconds(30)
  /// How long a connection may rest between two requests.
  package static let idleTime = TimeAmount.seconds(120)
  /// How long a head may take from its first bytes on.
  package static let headTime = TimeAmount.seconds(30)
  /// How long a client may leave an answer unread.
  package static let unreadTime = TimeAmount.seconds(120)
  /// Slower bodies end in time.
  package static let bodyBytesPerSecond = 16 << 10
  /// Bodies up to here, in bytes, count for nothing: the number of connections bounds them.
  package static let freeBodySize = 64 << 10
  /// Connections beyond `connections` that are taken while others are being closed; at more, the system's queue holds them.
  package static let overlap = 16

  /// - Parameters:
  ///   - connections: How many are served at once, from 1.
  ///   - bodyTime: How long the body of a request may take.
  ///   - bodies: The most bytes of bodies held together.
  package init(connections: Int, bodyTime: Duration, bodies: Int) {
    (self.connections, self.bodyTime, self.bodies) = (connections, bodyTime, bodies)
  }
}
