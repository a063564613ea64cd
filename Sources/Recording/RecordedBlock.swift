package import GeminiAPI

/// A block of a recorded response and its result.
package struct RecordedBlock: Hashable, Sendable {
  package var code: String
  package var result: CodeExecutionResult
}

extension RecordedInteraction {
  /// Whether files came with the request; its code cannot run again without them.
  package var hasInputFiles: Bool {
    (body["contents"]?.elements ?? []).flatMap { $0["parts"]?.elements ?? [] }.contains { part in
      ["inlineData", "inline_data", "fileData", "file_data"].contains { part[$0] != nil }
    }
  }

  /// Every block of the answer with its result, in order.
  ///
  /// - Returns: The blocks; none for an error, and for an answer without code.
  /// - Throws: If a successful answer cannot be read, because then it cannot be verified.
  package func blocks() throws(RecordingError) -> [RecordedBlock] {
    guard status == 200 else { return [] }
    var blocks: [RecordedBlock] = []
    var code: String?
    for part in try parts() {
      switch part.data {
      case .executableCode(let block): code = block.code
      case .codeExecutionResult(let result):
        guard let block = code else { throw RecordingError("a result has no code before it") }
        blocks.append(RecordedBlock(code: block, result: result))
        code = nil
      default: break
      }
    }
    return blocks
  }

  private func parts() throws(RecordingError) -> [Part] {
    var parts: [Part] = []
    do {
      for document in try documents() {
        let response = try GenerateContentResponse.decode(document.json(pretty: false))
        parts += response.candidates.first?.content?.parts ?? []
      }
    } catch let error as JSONSyntaxError {
      throw RecordingError("the answer is not JSON: \(error.message)")
    } catch let status as Status {
      throw RecordingError("the answer is not a response of a model: \(status.message)")
    } catch {
      throw RecordingError("the answer cannot be read: \(error)")
    }
    return parts
  }
}
