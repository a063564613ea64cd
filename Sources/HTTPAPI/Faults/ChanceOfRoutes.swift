import HTTPServer
import Scripting
import TelemetryNames

extension GeminiRouter {
  /// Lets chance strike a request before its route answers, where a script wants it.
  ///
  /// - Parameters:
  ///   - route: Where the request goes.
  ///   - request: The request.
  ///   - exchange: Is told that the request's file is to fail.
  ///   - sink: Where its answer goes; leaves out a header that is to be lost.
  /// - Throws: The error that is answered, or `BrokenConnection`.
  func strike(
    _ route: RouteName,
    _ request: IncomingRequest,
    _ exchange: GeminiExchange,
    _ sink: ResponseSink
  ) async throws {
    guard let place = route.chaosRoute else { return }
    switch controls.script.chance(on: place, in: try request.namespace) {
    case nil: return
    case .error(let status)?: throw status
    case .brokenConnection(let isReset)?: throw BrokenConnection(isReset: isReset)
    case .stall(let duration)?: try await Task.sleep(for: duration)
    case .fileFailed?: exchange.loseFile()
    case .uploadStatusLost?: sink.omit(header: "X-Goog-Upload-Status")
    }
  }
}

extension RouteName {
  /// What `chaos` calls the route; nil for those a script answers, and for those of Pollux itself.
  fileprivate var chaosRoute: ChaosRoute? {
    switch self {
    case .countTokens: .count
    case .embedContent: .embed
    case .listModels, .getModel, .tunedModels: .models
    case .listFiles, .getFile, .deleteFile, .downloadFile: .files
    case .startUpload, .continueUpload, .uploadWhole: .uploads
    case .cachedContents: .caches
    case .createBatch, .batches: .batches
    default: nil
    }
  }
}
