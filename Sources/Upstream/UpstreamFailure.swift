/// Why there is no answer of an upstream, or no whole one: what is wrong, and what to do.
///
/// No text of it holds a key: a refused header is named, its value is not shown.
package struct UpstreamFailure: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Kind: Hashable, Sendable {
    /// What was given is not the address of a server, or of a proxy.
    case address
    /// The request cannot be written as HTTP.
    case request
    /// Nothing listens there, or the system refused the connection.
    case refused
    case unknownHost
    /// There was no connection in time.
    case connectTimeout
    /// There was a connection, and then nothing for too long.
    case silent
    case tls
    case proxy
    /// The connection ended before the answer did.
    case closed
    case notHTTP
    case redirected
    /// The body is compressed, though nobody asked for that.
    case encoded
    case tooLarge
    /// The caller's task was cancelled, or the client was shut down.
    case cancelled
    case other
  }

  package let kind: Kind
  package let description: String

  package init(_ kind: Kind, _ description: String) {
    (self.kind, self.description) = (kind, description)
  }
}
