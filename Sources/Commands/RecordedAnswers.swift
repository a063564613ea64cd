import GeminiAPI
import Generation

/// Finds the answers in a file, in whichever form a client kept them.
struct RecordedAnswers {
  /// One whole answer, with its chunks joined.
  struct Answer {
    var model: String
    var usage: UsageMetadata
    /// The tokens of its code's results.
    var results: Int
  }

  let counter: TokenCounter
  /// The model of answers that do not name one.
  let model: String?

  /// Reads a file.
  ///
  /// - Parameter bytes: One response, one a line, or the array or the events of a stream.
  /// - Returns: One answer or more.
  /// - Throws: What is wrong with it.
  func answers(in bytes: [UInt8]) throws(Status) -> [Answer] {
    let chunks = try Self.documents(in: bytes).map { document throws(Status) in
      try GenerateContentResponse.decode(document)
    }
    var groups: [[GenerateContentResponse]] = []
    for chunk in chunks {
      // The chunks of a stream share an id that other responses do not have.
      if let id = chunk.responseId, groups.last?.first?.responseId == id {
        groups[groups.count - 1].append(chunk)
      } else {
        groups.append([chunk])
      }
    }
    guard !groups.isEmpty else { throw .invalidArgument("the file does not contain a response.") }
    return try groups.map { group throws(Status) in try answer(of: group) }
  }

  private func answer(of chunks: [GenerateContentResponse]) throws(Status) -> Answer {
    guard let usage = chunks.last(where: { $0.usageMetadata != nil })?.usageMetadata else {
      throw .invalidArgument("a response lacks usageMetadata.")
    }
    guard let model = chunks.lazy.compactMap(\.modelVersion).last ?? model else {
      throw .invalidArgument("a response lacks modelVersion; name its model with --model.")
    }
    var hasRun = false
    var results = 0
    for part in chunks.flatMap(\.candidates).compactMap(\.content).flatMap(\.parts) {
      switch part.data {
      case .codeExecutionResult(let result)?:
        hasRun = true
        results += counter.tokens(in: result.output ?? "")
      // A blob after a result is a file that the code made.
      case .inlineData(let blob)? where hasRun: results += counter.tally(of: blob).total
      default: break
      }
    }
    return Answer(model: model, usage: usage, results: results)
  }

  /// The JSON texts of a file.
  private static func documents(in bytes: [UInt8]) throws(Status) -> [[UInt8]] {
    let events = SSEParser.events(in: bytes)
    if !events.isEmpty { return events.map(\.data) }
    let lines = bytes.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.map(Array.init)
    let first = bytes.first { !" \t\r\n".utf8.contains($0) }
    if first == UInt8(ascii: "[") {
      do throws(JSONSyntaxError) {
        guard case .array(let elements) = try JSONParser.parse(bytes) else { return [bytes] }
        return elements.map { element in
          var writer = JSONWriter(layout: .line)
          writer.value(element)
          return writer.finished()
        }
      } catch {
        throw .invalidArgument("the file is not JSON: \(error)")
      }
    }
    let allBegin = lines.allSatisfy { $0.first == UInt8(ascii: "{") && $0.last == UInt8(ascii: "}") }
    return lines.count > 1 && allBegin ? lines : [bytes]
  }
}
