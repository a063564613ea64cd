package import GeminiAPI
package import ModelBackends

/// A model behind the chat completions of OpenAI's API: a local server, or another service.
///
/// Its code runs here, however it comes: by a call of a function, by one written as text, or in a Python block.
package final class ChatBackend: ModelBackend {
  private let transport: any CompletionTransport
  private let upstream: ChatUpstream
  private let modes: UpstreamModes
  private let clock: any Clock<Duration>

  /// - Parameters:
  ///   - transport: The way to the server.
  ///   - upstream: What is known of the model.
  ///   - modes: Remembers what the server's models turn out to do.
  ///   - clock: Measures how long a completion is heard whose block runs already.
  package init(
    transport: any CompletionTransport,
    upstream: ChatUpstream,
    modes: UpstreamModes,
    clock: any Clock<Duration>
  ) {
    (self.transport, self.upstream, self.modes, self.clock) = (transport, upstream, modes, clock)
  }

  package func respond(to conversation: Conversation) async throws(Status) -> ModelAnswer {
    if let unread = conversation.unreadFile { throw unread }
    let loop = ChatLoop(conversation, model: upstream.model ?? conversation.model, upstream: upstream)
    return .turns(ChatResponder(loop, transport, modes, clock))
  }
}
