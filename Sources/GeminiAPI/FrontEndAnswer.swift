/// An error that a front end or a proxy answers with before the API has seen the request.
package struct FrontEndAnswer: Hashable, Sendable {
  /// The HTTP status.
  package var status: Int
  /// What stands as `status` in its JSON: the words of the HTTP status, `Bad Gateway`, where the API has a code's name.
  package var name: String
  /// The page it sends instead of JSON; nil for JSON.
  package var page: String?

  /// - Parameters:
  ///   - status: The HTTP status.
  ///   - name: Its words.
  package init(status: Int, name: String) {
    self.status = status
    self.name = name
  }

  /// The words of HTTP statuses, RFC 9110 and the registry of IANA; those Google's front ends have words of their own for
  /// are `Request Entity Too Large` and `Request-URI Too Large`.
  package static let names: [Int: String] = [
    400: "Bad Request", 401: "Unauthorized", 402: "Payment Required", 403: "Forbidden", 404: "Not Found",
    405: "Method Not Allowed", 406: "Not Acceptable", 407: "Proxy Authentication Required", 408: "Request Timeout",
    409: "Conflict", 410: "Gone", 411: "Length Required", 412: "Precondition Failed", 413: "Request Entity Too Large",
    414: "Request-URI Too Large", 415: "Unsupported Media Type", 416: "Range Not Satisfiable",
    417: "Expectation Failed",
    421: "Misdirected Request", 422: "Unprocessable Content", 425: "Too Early", 426: "Upgrade Required",
    428: "Precondition Required", 429: "Too Many Requests", 431: "Request Header Fields Too Large",
    499: "Client Closed Request", 500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway",
    503: "Service Unavailable", 504: "Gateway Timeout", 505: "HTTP Version Not Supported", 507: "Insufficient Storage",
    511: "Network Authentication Required",
  ]
}

extension Status {
  /// The HTTP status that goes out.
  package var httpStatus: Int { frontEnd?.status ?? code.httpStatus }
}
