import ChatCompletions
import GeminiAPI
import Generation

/// Asks a server which models it has, for a short time: a start must not hang on another server.
enum ModelListing: Hashable, Sendable {
  case models([String])
  /// It has no such list.
  case noList
  case failed(String)

  /// How long a server is waited for.
  private static let patience = Duration.seconds(5)

  static func ask(_ completions: any CompletionTransport, clock: some Clock<Duration>) async -> ModelListing {
    do {
      return .models(try await withResponseDeadline(patience, clock: clock) { try await completions.models() })
    } catch let failure as any APIFailure {
      switch failure.status {
      case .responseTimedOut: return .failed("It did not answer within \(patience.components.seconds) s.")
      case let status where status.code == .notFound: return .noList
      case let status: return .failed(status.message)
      }
    } catch {
      return .failed("The start was cancelled.")
    }
  }
}
