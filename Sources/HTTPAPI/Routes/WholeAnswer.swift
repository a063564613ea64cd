import GeminiAPI
import Generation
import HTTPServer
import ModelBackends

/// One whole answer, before it is written in the form of a surface.
struct WholeAnswer: Sendable {
  /// What is said; of a verbatim answer it holds nothing.
  let response: GenerateContentResponse
  let ending: RunEnding
  /// What is to break on the wire; a stall is over by now.
  let fault: WireFault?

  /// What it would cost, as a header; a stream has none, since its head leaves before its cost is known.
  static func costHeader(_ bill: Bill?) -> KeyValuePairs<String, String> {
    guard let bill else { return [:] }
    let tokens = bill.tokens
    return ["X-Pollux-Cost": "\(bill.cost) USD; input=\(tokens.allInput); output=\(tokens.allOutput)"]
  }
}

extension GenerateContentPipeline {
  /// Answers a call whole.
  ///
  /// - Parameters:
  ///   - call: A checked call.
  ///   - deadline: How long the answer may take.
  ///   - request: The request it came by; its record is told of a fault.
  /// - Returns: The answer.
  /// - Throws: A `Status`, or `CancellationError` where the client left.
  func whole(
    _ call: ValidatedCall,
    within deadline: Duration,
    to request: IncomingRequest
  ) async throws -> WholeAnswer {
    let pipeline = self
    let answer = try await request.presence.whileConnected {
      try await withResponseDeadline(deadline, clock: pipeline.clock) {
        var assembler = ResponseAssembler(identity: pipeline.identity(for: call))
        var fault: WireFault?
        let ending = try await pipeline.run(call) { event, usage in
          if case .fault(let wanted) = event { fault = wanted }
          assembler.accept(event, usage: usage.metadata)
        }
        if let fault, fault.kind == .stall { try await pipeline.clock.sleep(for: fault.duration) }
        return WholeAnswer(response: assembler.response, ending: ending, fault: fault)
      }
    }
    if let fault = answer.fault { request.record?.broke(fault.kind) }
    return answer
  }
}
