import ChatCompletions
import GeminiAPI
import Testing

@testable import Service

@Suite("The models another server lists")
struct ModelListingTests {
  /// A server that has one answer to the question for its models.
  private struct Server: CompletionTransport {
    let answer: @Sendable () async throws -> [String]

    func complete(_ body: [UInt8]) async throws -> any CompletionStream { throw CancellationError() }
    func models() async throws -> [String] { try await answer() }
  }

  private func asked(_ answer: @escaping @Sendable () async throws -> [String]) async -> ModelListing {
    await ModelListing.ask(Server(answer: answer), clock: ContinuousClock())
  }

  @Test
  func `are taken as it names them`() async {
    #expect(await asked { ["a:1", "b/😀"] } == .models(["a:1", "b/😀"]))
  }

  @Test
  func `are none where it has no such list`() async {
    let listing = await asked { throw CompletionFault(.other, Status(code: .notFound, message: "no such page")) }
    #expect(listing == .noList)
  }

  @Test(arguments: [Status.Code.unavailable, .permissionDenied, .internal])
  func `cannot be had, in the words of the failure`(code: Status.Code) async {
    let listing = await asked { throw CompletionFault(.other, Status(code: code, message: "Nobody listens there.")) }
    #expect(listing == .failed("Nobody listens there."))
  }

  @Test
  func `are not waited for where the start is cancelled`() async {
    let task = Task {
      await asked {
        try await Task.sleep(for: .seconds(3600))
        return []
      }
    }
    task.cancel()
    #expect(await task.value == .failed("The start was cancelled."))
  }
}
