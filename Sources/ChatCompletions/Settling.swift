/// Hears a completion to its end that was left at the end of a block, so that the server's counts are known; it ends at the
/// first further word, since models go on to invent what a block prints, and after a short time.
final class Settling: Sendable {
  /// How long is listened, while the block runs.
  static let limit = Duration.milliseconds(500)

  private let task: Task<CompletionUsage?, Never>

  /// - Parameters:
  ///   - stream: The completion; its request ends with the last who holds it.
  ///   - clock: Measures the time.
  init(_ stream: any CompletionStream, clock: any Clock<Duration>) {
    task = Task {
      await withTaskGroup(of: CompletionUsage?.self) { group in
        group.addTask { await Self.usage(stream) }
        group.addTask {
          // Its one failure is that nobody waits any more.
          try? await clock.sleep(for: Self.limit)
          return nil
        }
        defer { group.cancelAll() }
        return await group.next() ?? nil
      }
    }
  }

  deinit { task.cancel() }

  /// What the server counted; nil where it could not be heard.
  func usage() async -> CompletionUsage? {
    await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
  }

  private static func usage(_ stream: any CompletionStream) async -> CompletionUsage? {
    var usage: CompletionUsage?
    do {
      while let event = try await stream.next() {
        switch event {
        case .usage(let told): usage = told
        case .content(let text) where text.contains { !$0.isWhitespace && $0 != "`" }: return usage
        case .content, .finish: break
        case .reasoning, .toolCall: return usage
        }
      }
    } catch {
      // The block is whole: how its completion ends is nobody's concern.
    }
    return usage
  }
}
