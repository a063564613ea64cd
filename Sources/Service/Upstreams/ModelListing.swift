import ChatCompletions
import GeminiAPI

/// Asks a server which models it has, for a short time: a start must not hang on another server.
enum ModelListing: Sendable {
  case models([String])
  /// It has no such list.
  case noList
  case failed(String)

  /// How long a server is waited for.
  private static let patience = Duration.seconds(5)

  static func ask(_ completions: any CompletionTransport, clock: ContinuousClock) async -> ModelListing {
    await withTaskGroup(of: ModelListing.self) { group in
      group.addTask {
        do {
          return .models(try await completions.models())
        } catch let status as Status {
          return [.notFound, .unimplemented].contains(status.code) ? .noList : .failed(status.message)
        } catch {
          return .failed("\(error)")
        }
      }
      group.addTask {
        do { try await clock.sleep(for: patience) } catch { return .failed("the start was cancelled.") }
        return .failed("it did not answer within \(patience.components.seconds) s.")
      }
      let first = await group.next()
      group.cancelAll()
      return first ?? .failed("it was not asked.")
    }
  }
}
