import AsyncHTTPClient
import GeminiAPI
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

extension UpstreamFailure {
  /// Reads what the libraries threw.
  ///
  /// - Parameters:
  ///   - error: What was thrown.
  ///   - address: The server that was asked.
  ///   - limits: How long was waited.
  init(_ error: any Error, from address: UpstreamAddress, within limits: UpstreamLimits) {
    let place = "\(address.host):\(address.port)"
    switch error {
    case let failure as UpstreamFailure: self = failure
    case is CancellationError: self.init(.cancelled, "The request to the upstream was cancelled.")
    case let error as HTTPClientError: self.init(error, place, limits)
    case let error as NIOConnectionError: self.init(error)
    case let error as IOError: self.init(error, place)
    case let error as HTTPParserError: self.init(error, place)
    case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: self = .tls("\(error)", place)
    default: self.init(.other, "The upstream at \(place) cannot be reached: \("\(error)".prefix(bytes: 200))")
    }
  }

  private init(_ error: HTTPClientError, _ place: String, _ limits: UpstreamLimits) {
    let unreached = "The upstream cannot be reached: "
    switch error {
    case .connectTimeout, .getConnectionFromPoolTimeout, .httpProxyHandshakeTimeout, .socksHandshakeTimeout,
      .tlsHandshakeTimeout, .deadlineExceeded:
      self.init(
        .connectTimeout,
        unreached + "\(place) takes no connection within \(limits.connect). "
          + "Check its address, the firewall and the proxy."
      )
    case .readTimeout, .writeTimeout:
      self.init(
        .silent,
        "The upstream at \(place) has been silent for \(limits.idle). "
          + "Check that it is not overloaded, then ask again."
      )
    case .remoteConnectionClosed:
      self.init(.closed, "The upstream at \(place) closed the connection before its answer was whole. Ask again.")
    case .invalidProxyResponse, .proxyAuthenticationRequired:
      self.init(
        .proxy,
        unreached + "the proxy opens no connection to \(place) (\(error.shortDescription)). Check the user and the "
          + "password in its address, and that it allows CONNECT to this port; or name the host in no_proxy."
      )
    case .cancelled, .alreadyShutdown: self.init(.cancelled, "The request to the upstream was cancelled.")
    default: self.init(.request, "The request cannot be sent to the upstream: \(error.shortDescription)")
    }
  }

  private init(_ error: NIOConnectionError) {
    let host = "\(error.host):\(error.port)"
    let errors = error.connectionErrors.map(\.error)
    if let last = errors.lazy.compactMap({ $0 as? IOError }).last {
      self.init(last, host)
    } else if errors.isEmpty {
      self.init(
        .unknownHost,
        "The upstream cannot be reached: the name '\(error.host)' is not known. Check it, and this machine's DNS."
      )
    } else {
      self.init(.connectTimeout, "The upstream cannot be reached: \(host) takes no connection. Check its address.")
    }
  }

  private init(_ error: IOError, _ place: String) {
    let reason = String(cString: strerror(error.errnoCode))
    switch error.errnoCode {
    case ECONNREFUSED:
      self.init(
        .refused,
        "The upstream cannot be reached: nothing listens at \(place) (\(reason)). Start the server, or correct the address."
      )
    case ECONNRESET, EPIPE:
      self.init(.closed, "The upstream at \(place) closed the connection (\(reason)). Ask again.")
    default: self.init(.refused, "The upstream cannot be reached: \(place): \(reason)")
    }
  }

  private init(_ error: HTTPParserError, _ place: String) {
    switch error {
    case .invalidEOFState:
      self.init(.closed, "The upstream at \(place) closed the connection before its answer was whole. Ask again.")
    case .headerOverflow:
      self.init(.notHTTP, "The headers of the upstream's answer are larger than a client takes.")
    default:
      self.init(
        .notHTTP,
        "What listens at \(place) does not answer in HTTP (\(error)). Check the port, and https:// or http://."
      )
    }
  }

  private static func tls(_ error: String, _ place: String) -> UpstreamFailure {
    let reason =
      if error.contains("CERTIFICATE_VERIFY_FAILED") {
        "nobody this machine trusts has signed its certificate. Add the authority to /etc/ssl/certs with "
          + "update-ca-certificates."
      } else if error.contains("failedToValidateHostname") || error.contains("unableToValidateCertificate") {
        "its certificate is for another name. Use the name in the certificate."
      } else if error.contains("WRONG_VERSION_NUMBER") {
        "it does not speak TLS. If it is a server without TLS, its address begins with http://."
      } else {
        "\(error.prefix(bytes: 300))"
      }
    return UpstreamFailure(.tls, "The upstream at \(place) cannot be reached by TLS: \(reason)")
  }
}
