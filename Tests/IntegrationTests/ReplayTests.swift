import Foundation
import Testing
import TestSupport

extension ProcessSuites {
  @Suite("scripts/replay")
  struct ReplayTests {
    private static let chunks = [
      #"{"candidates": [{"content": {"parts": [{"text": "It "}],"role": "model"},"index": 0}],"responseId": "R"}"#,
      #"{"candidates": [{"content": {"parts": [{"text": "is."}],"role": "model"},"finishReason": "STOP"}],"responseId": "R"}"#,
    ]

    /// A file of one exchange: a stream with its raw text, which need not say the same.
    private func replay(raw: [String]) async throws -> RunningProgram.Outcome {
      let folder = FileManager.default.temporaryDirectory.appending(path: "pollux-replay-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let body = try Self.chunks.map { try JSONSerialization.jsonObject(with: Data($0.utf8)) }
      let text = raw.map { "data: \($0)\r\n\r\n" }.joined()
      let recording: [String: Any] = ["exchanges": [["response": ["body": body, "raw_text": text]]]]
      // Sorted, for the script tells the first difference.
      try JSONSerialization.data(withJSONObject: recording, options: .sortedKeys).write(
        to: folder.appending(path: "own.json")
      )
      let pollux = try Repository.executable("pollux")
      let script = Repository.root.appending(path: "scripts/replay").path
      let program = try RunningProgram("/usr/bin/env", ["python3", script, folder.path, "--pollux", pollux])
      return try await program.outcome(within: .seconds(60))
    }

    @Test("finds recorded responses the same after Pollux has read and written them")
    func same() async throws {
      let outcome = try await replay(raw: Self.chunks)
      #expect(outcome.ending == .exited(0), "\(outcome.everything)")
      #expect(outcome.output == "exchanges: 1 files same (2 responses, 2 of them byte for byte), 0 different\n")
    }

    @Test(
      "says where they differ",
      arguments: [
        (#"{"candidates": [{"finishReason": "HALT"}]}"#, "exchange 0, chunk 0.candidates is gone"),
        (#"{"candidates": [{"index": 0}],"responseId": "R"}"#, "exchange 0, chunk 0.candidates.0.content is gone"),
        (chunks[0].replacing(#","index""#, with: #", "index""#), "exchange 0, chunk 0: same JSON, other bytes"),
      ]
    )
    func different(raw: String, place: String) async throws {
      let outcome = try await replay(raw: [raw, Self.chunks[1]])
      #expect(outcome.ending == .exited(1), "\(outcome.everything)")
      #expect(outcome.output.contains(place), "\(outcome.everything)")
      #expect(outcome.output.hasSuffix("1 different\n"))
    }
  }
}
