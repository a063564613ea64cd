import GeminiAPI

/// An error a script answers with, in the service's words where the author has none.
struct ScriptedError {
  var code: Status.Code
  var message: String?
  /// A reason of `google.rpc.ErrorInfo`.
  var reason: String?
  var retryDelay: Duration?
  /// The name of a quota metric.
  var quota: String?
  var details: [JSONValue] = []
  /// Where a front end answers: for HTTP statuses the API has no code for, and for pages.
  var frontEnd: FrontEndAnswer?

  /// What `status` may be: the API's names, and one for a key that is not valid.
  static let names = Status.Code.allCases.filter { $0 != .ok }.map(\.name) + ["API_KEY_INVALID"]

  /// - Parameter name: A name of `names`, or an HTTP status.
  init?(named name: String) {
    if name == "API_KEY_INVALID" {
      code = .invalidArgument
      reason = name
    } else if let code = Status.Code.allCases.first(where: { $0.name == name && $0 != .ok }) {
      self.code = code
    } else if let number = Int(name), let code = Self.code(ofHTTP: number) {
      self.code = code
    } else if let number = Int(name), let words = FrontEndAnswer.names[number] {
      code = number < 500 ? .invalidArgument : .unavailable
      frontEnd = FrontEndAnswer(status: number, name: words)
    } else {
      return nil
    }
  }

  /// The code the service answers an HTTP status with.
  private static func code(ofHTTP status: Int) -> Status.Code? {
    let codes: [Int: Status.Code] = [
      400: .invalidArgument, 401: .unauthenticated, 403: .permissionDenied, 404: .notFound, 409: .aborted,
      429: .resourceExhausted, 499: .cancelled, 500: .internal, 501: .unimplemented, 503: .unavailable,
      504: .deadlineExceeded,
    ]
    return codes[status]
  }

  var status: Status {
    var status = Status(code: code, message: message ?? frontEnd?.name ?? defaultMessage, details: details)
    status.frontEnd = frontEnd
    guard details.isEmpty else { return status }
    if reason == "API_KEY_INVALID" {
      status.details = [
        Status.errorInfo(
          reason: "API_KEY_INVALID",
          domain: "googleapis.com",
          metadata: ["service": "generativelanguage.googleapis.com"]
        ),
        [
          "@type": "type.googleapis.com/google.rpc.LocalizedMessage", "locale": "en-US",
          "message": .string(status.message),
        ],
      ]
    } else if let reason {
      status.details = [Status.errorInfo(reason: reason, domain: "googleapis.com")]
    }
    if let quota { status.details += QuotaDetails.details(metric: quota, limit: nil, model: nil) }
    if let retryDelay { status.details.append(QuotaDetails.retryInfo(retryDelay)) }
    return status
  }

  /// Has a page answer instead of JSON, as Google's front ends send one when the API is out of their reach.
  ///
  /// - Parameter html: The page; nil for one of the same make.
  mutating func answerWithPage(_ html: String?) {
    let number = code.httpStatus
    var answer = frontEnd ?? FrontEndAnswer(status: number, name: FrontEndAnswer.names[number] ?? "Error")
    let title = answer.status < 500 ? answer.name : "Server Error"
    let words =
      answer.status < 500
      ? "Your client has issued a malformed or illegal request."
      : "The server encountered a temporary error and could not complete your request.<p>Please try again in 30 seconds."
    answer.page =
      html
        ?? """
        <!DOCTYPE html>
        <html lang=en>
          <meta charset=utf-8>
          <title>Error \(answer.status) (\(title))!!1</title>
          <p><b>\(answer.status).</b> <ins>That’s an error.</ins>
          <p>\(words)  <ins>That’s all we know.</ins>
        </html>

        """
    frontEnd = answer
  }

  private var defaultMessage: String {
    switch (code, reason) {
    case (.invalidArgument, "API_KEY_INVALID"): "API key not valid. Please pass a valid API key."
    case (.resourceExhausted, _):
      quota == nil && retryDelay == nil
        ? "Resource has been exhausted (e.g. check quota)."
        : QuotaDetails.message(metric: quota, limit: nil, model: nil, retryDelay: retryDelay)
    case (.unavailable, _): "The model is overloaded. Please try again later."
    case (.internal, _), (.unknown, _), (.dataLoss, _):
      "An internal error has occurred. Please retry or report in "
        + "https://developers.generativeai.google/guide/troubleshooting"
    case (.deadlineExceeded, _): "Deadline expired before operation could complete."
    case (.cancelled, _): "The operation was cancelled."
    case (.permissionDenied, _): "The caller does not have permission"
    case (.notFound, _): "Requested entity was not found."
    case (.unauthenticated, _): "Request had invalid authentication credentials."
    case (.failedPrecondition, _): "User location is not supported for the API use."
    default: "Request contains an invalid argument."
    }
  }
}

/// What the service says of a quota that is used up.
enum QuotaDetails {
  private static let service = "generativelanguage.googleapis.com"

  /// The long message, with the metric and when to come back.
  ///
  /// - Parameters:
  ///   - metric: `generate_content_free_tier_requests`; nil leaves the line out.
  ///   - limit: How many of it there are; nil leaves it out.
  ///   - model: Whose quota it is; nil leaves it out.
  ///   - retryDelay: When to try again; nil leaves the line out.
  /// - Returns: The message.
  static func message(metric: String?, limit: Int?, model: String?, retryDelay: Duration?) -> String {
    var message =
      "You exceeded your current quota, please check your plan and billing details. For more information on this "
      + "error, head to: https://ai.google.dev/gemini-api/docs/rate-limits."
    if let metric {
      message += "\n* Quota exceeded for metric: \(service)/\(metric)"
      if let limit { message += ", limit: \(limit)" }
      if let model { message += ", model: \(model)" }
    }
    if let retryDelay { message += "\nPlease retry in \(seconds(retryDelay))s." }
    return message
  }

  /// `google.rpc.Help` and `google.rpc.QuotaFailure`.
  static func details(metric: String, limit: Int?, model: String?) -> [JSONValue] {
    var violation = [
      JSONMember("quotaMetric", .string("\(service)/\(metric)")),
      JSONMember("quotaId", .string(id(of: metric))),
    ]
    if let model {
      violation.append(
        JSONMember("quotaDimensions", .object([JSONMember("location", "global"), JSONMember("model", .string(model))]))
      )
    }
    if let limit { violation.append(JSONMember("quotaValue", .string(String(limit)))) }
    return [
      [
        "@type": "type.googleapis.com/google.rpc.Help",
        "links": [
          [
            "description": "Learn more about Gemini API quotas",
            "url": "https://ai.google.dev/gemini-api/docs/rate-limits",
          ]
        ],
      ],
      [
        "@type": "type.googleapis.com/google.rpc.QuotaFailure",
        "violations": .array([.object(violation)]),
      ],
    ]
  }

  /// `google.rpc.RetryInfo`, with a fraction where the delay has one.
  static func retryInfo(_ delay: Duration) -> JSONValue {
    ["@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": .string("\(seconds(delay))s")]
  }

  private static func id(of metric: String) -> String {
    let tier = metric.contains("free_tier") ? "-FreeTier" : ""
    let what = metric.contains("token") ? "GenerateContentInputTokens" : "GenerateRequests"
    return "\(what)PerMinutePerProjectPerModel\(tier)"
  }

  private static func seconds(_ duration: Duration) -> String {
    let milliseconds = Int((duration / .milliseconds(1)).rounded())
    guard milliseconds % 1000 != 0 else { return String(milliseconds / 1000) }
    var text = String(Double(milliseconds) / 1000)
    while text.hasSuffix("0") { text.removeLast() }
    return text
  }
}
