import NIOCore
import NIOPosix

/// Thrown to end a connection amid a response, as a script wants it; nothing more is answered on it.
package struct BrokenConnection: Error {
  /// Whether the client is to see a reset rather than an end.
  let isReset: Bool

  package init(isReset: Bool) {
    self.isReset = isReset
  }

  /// Ends a channel with a reset: what is not sent yet is thrown away.
  ///
  /// - Parameter channel: The connection; one that has no socket is left alone.
  static func reset(_ channel: any Channel) async {
    guard let socket = channel as? any SocketOptionProvider else { return }
    try? await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
    try? await channel.close(mode: .all).get()
  }
}
