import GeminiAPI
import ModelBackends

extension Status {
  /// A refusal of the upstream's.
  ///
  /// - Parameters:
  ///   - status: The HTTP status.
  ///   - reason: The server's own words; nil where it has none.
  ///   - type: The server's own name of it.
  ///   - retryAfter: When to ask again, in seconds, where the server says so.
  /// - Returns: The code the API has for it, with the server's words in the detail too.
  static func refused(_ status: Int, reason: String?, type: String?, retryAfter: Int? = nil) -> Status {
    let text = String((reason ?? "without a reason").prefix(bytes: UpstreamError.maximumText))
    let details =
      [upstreamInfo("UPSTREAM_REFUSED", ["status": "\(status)", "type": type ?? "", "message": text])]
      + (retryAfter.map { [retryInfo(seconds: $0)] } ?? [])
    return Status(code: code(of: status), message: upstreamRefusal + "\(status): \(text)", details: details)
  }

  /// A web page in the place of an answer: a proxy or a load balancer speaks, and not the server.
  static func webPage(_ status: Int, _ body: [UInt8]) -> Status {
    var answer = unavailable(
      upstreamRefusal + "\(status) and a web page in the place of JSON. Check its address (it ends in /v1 on most "
        + "servers), and the proxy or load balancer before it; then ask again."
    )
    let text = String(decoding: body.prefix(UpstreamError.maximumText), as: UTF8.self)
    answer.details = [upstreamInfo("UPSTREAM_WEB_PAGE", ["status": "\(status)", "message": text])]
    return answer
  }

  /// Something with the status 200 that is not a completion.
  static let noCompletion = Status(
    code: .internal,
    message: "The upstream's answer is not a chat completion: it has no choices[0]. Check that its address is that of "
      + "a server with OpenAI's API, up to the version: http://127.0.0.1:11434/v1",
    details: [upstreamInfo("UPSTREAM_BROKEN", [:])]
  )

  static func brokenJSON(_ data: [UInt8]) -> Status {
    let text = String(decoding: data.prefix(200), as: UTF8.self)
    return Status(
      code: .internal,
      message: "The upstream's answer is not a chat completion: a piece of it is not JSON. Ask again; if that does not "
        + "help, check the server's log.",
      details: [upstreamInfo("UPSTREAM_BROKEN", ["message": text])]
    )
  }

  static let cutOff = Status(
    code: .unavailable,
    message: "The upstream ended its answer before it was whole. Ask again; if that does not help, check its log.",
    details: [upstreamInfo("UPSTREAM_BROKEN", [:])]
  )

  static func tooLarge(_ limit: Int) -> Status {
    Status(
      code: .internal,
      message: "The upstream's answer is larger than \(limit) bytes. Ask for fewer tokens with maxOutputTokens.",
      details: [upstreamInfo("UPSTREAM_TOO_LARGE", [:])]
    )
  }

  /// The upstream was not reached, or it fell silent.
  static func unreached(_ text: String) -> Status {
    Status(code: .unavailable, message: text, details: [upstreamInfo("UPSTREAM_UNREACHED", ["message": text])])
  }

  private static func upstreamInfo(_ reason: String, _ metadata: KeyValuePairs<String, String>) -> JSONValue {
    errorInfo(reason: reason, domain: "pollux", metadata: metadata)
  }

  private static func code(of status: Int) -> Code {
    switch status {
    case 401: .unauthenticated
    case 403: .permissionDenied
    case 404: .notFound
    case 408, 504: .deadlineExceeded
    case 429: .resourceExhausted
    case 502, 503: .unavailable
    case 500...: .internal
    default: .invalidArgument
    }
  }
}
