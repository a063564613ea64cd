import Generation
import HTTPServer
import ModelBackends
import Recording
import TelemetryNames

extension GeminiRouter {
  /// What goes to a recording in the place of the script: the route as it is where nothing is recorded.
  func recorded(_ route: MatchedRoute, _ target: RequestTarget) -> any Route {
    guard let recordings = controls.recordings, let resource = ModelResource(segments: target.segments),
      RecordedMethod.allCases.contains(where: { $0.routeName == route.name })
    else { return route }
    switch recordings {
    case .missed(let upstream, let recorder):
      guard let upstream = upstreamRoute(upstream, recorder, route, resource), route.asksModel else { return route }
      return MissRoute(scripted: route, upstream: upstream, resource: resource, controls: controls)
    case .record(let upstream, let recorder):
      return upstreamRoute(upstream, recorder, route, resource) ?? route
    case .replay(let replayer, let isTimed):
      return ReplayRoute(replayer: replayer, isTimed: isTimed, name: route.name, bodyLimit: bodyLimit)
    }
  }

  /// What asks a model on another server; nil for what is answered here all the same.
  private func upstreamRoute(
    _ upstream: UpstreamModel,
    _ recorder: Recorder?,
    _ route: MatchedRoute,
    _ resource: ModelResource
  ) -> (any Route)? {
    switch upstream {
    case .gemini(let upstream):
      return RecordRoute(upstream: upstream, recorder: recorder, name: route.name, bodyLimit: bodyLimit)
    case .translated(let pipeline):
      let handler: any RouteHandler
      switch route.name {
      case .generateContent: handler = GenerateContentRoute(pipeline: pipeline, resource: resource)
      case .streamGenerateContent: handler = StreamGenerateContentRoute(pipeline: pipeline, resource: resource)
      default: return nil
      }
      let answer = MatchedRoute(name: route.name, limit: route.limit, handler: handler)
      return RecordedAnswerRoute(answer: answer, recorder: recorder)
    }
  }
}

extension MatchedRoute {
  /// Whether a script answers it.
  fileprivate var asksModel: Bool { [.generateContent, .streamGenerateContent].contains(name) }
}
