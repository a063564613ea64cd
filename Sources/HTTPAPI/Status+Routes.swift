import GeminiAPI
import HTTPServer
import NIOHTTP1

// What is said where no route answers; an unknown path is told with `Not Found`, as by the service.
extension Status {
  static func nothingServed(_ head: HTTPRequestHead, _ target: RequestTarget) -> Status {
    .notFound(
      "Not Found. Nothing is served at \(head.method) \(target.path.prefix(bytes: 200)). "
        + "The API is at /v1beta/models/{model}:generateContent; see also /v1beta/models and /health."
    )
  }

  /// What is said where a group has nothing better to say.
  static func refusal<Path>(of request: RoutedRequest<Path>, verbs: String) -> Status {
    verbs.isEmpty
      ? .nothingServed(request.head, request.target) : .wrongMethod(request.head, request.target, use: verbs)
  }

  /// Also for what the service does with tuned models alone.
  static func noSuchModel(_ resource: ModelResource) -> Status {
    .notFound("Model is not found: \(resource.fullName.prefix(bytes: 200)) for api version \(resource.apiVersion)")
  }

  static func methodNotSupported(_ method: String, _ resource: ModelResource) -> Status {
    .notFound(
      "\(resource.fullName.prefix(bytes: 200)) is not found for API version \(resource.apiVersion), or is not supported for "
        + "\(method.prefix(bytes: 50)). Call ListModels to see the list of available models and their supported methods."
    )
  }
}
