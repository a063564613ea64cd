import Foundation
import Testing
import TestSupport

extension ProcessSuites {
  @Suite("pollux fixtures")
  final class FixturesCommandTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "pollux-fixtures-\(UUID().uuidString)")

    private var directory: String { folder.appending(path: "mine").path }

    deinit {
      try? FileManager.default.removeItem(at: folder)
    }

    @Test("init writes examples whose every prompt is answered")
    func examples() async throws {
      let written = try await pollux("fixtures", "init", directory)
      #expect(written.ending == .exited(0), "\(written.everything)")
      let path = written.output.trimmingCharacters(in: .newlines)
      #expect(path == "\(directory)/answers.yaml")
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let prompts = text.matches(of: #/# Ask(?<file> \(with a CSV file\))?: (?<prompt>.+)/#).map(\.output)
      #expect(prompts.count == text.ranges(of: "\n- name: ").count && prompts.count >= 5, "each fixture has a prompt")

      let server = try await ServerProcess(.init(environment: ["POLLUX_FIXTURES": directory]))
      for prompt in prompts {
        let files = prompt.file == nil ? [] : [(mimeType: "text/csv", bytes: "a,b\n1,2\n3,4\n")]
        let body = try GenerateBody(prompt: String(prompt.prompt), files: files).json()
        let answer = try await server.request(body: body)
        #expect(answer.status == 200, "\(prompt.prompt): \(answer.text)")
        let response = try answer.decoded(GenerateAnswer.self)
        #expect(response.candidates?.first?.finishReason == "STOP")
        #expect(response.results.last.map { $0.outcome == "OUTCOME_OK" } ?? true, "\(prompt.prompt): \(answer.text)")
        #expect(response.parts.last?.text?.isEmpty == false)
      }
      let missed = try await server.request(body: try GenerateBody(prompt: "How tall is K2?").json())
      #expect(missed.status == 400)
      #expect(missed.text.contains("a fixture to \(path), for example"), "\(missed.text)")
      try await server.stop()
    }

    @Test("init overwrites nothing")
    func overwriting() async throws {
      let file = folder.appending(path: "mine/own.txt")
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      #expect(try await pollux("fixtures", "init", directory).ending == .exited(0), "an empty directory is filled")
      let before = try FileManager.default.contentsOfDirectory(atPath: directory)
      try Data("kept".utf8).write(to: folder.appending(path: "mine/answers.yaml"))
      let again = try await pollux("fixtures", "init", directory)
      #expect(again.ending == .exited(64) && again.errors.contains(directory), "\(again.everything)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == before)
      #expect(try String(contentsOfFile: "\(directory)/answers.yaml", encoding: .utf8) == "kept")
      try Data("a file".utf8).write(to: file)
      #expect(try await pollux("fixtures", "init", file.path).ending == .exited(64))
    }

    @Test("explain names input files as code finds them, and checks the request as a server does")
    func explain() async throws {
      let request = folder.appending(path: "request.json")
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      try "- match: { files: { name: input_file_0.csv } }\n  name: table\n  reply:\n    - text: yes\n"
        .write(toFile: "\(directory)/table.yaml", atomically: false, encoding: .utf8)
      func explained(_ file: String) async throws -> RunningProgram.Outcome {
        let body = #"{"contents": [{"parts": [\#(file), {"text": "sum"}]}], "tools": [{"codeExecution": {}}]}"#
        try Data(body.utf8).write(to: request)
        return try await pollux("fixtures", "explain", request.path, "--fixtures", directory)
      }
      let fits = try await explained(#"{"inlineData": {"mimeType": "text/csv", "data": "YQo="}}"#)
      #expect(fits.ending == .exited(0) && fits.output.contains("table"), "\(fits.everything)")
      let other = try await explained(#"{"inlineData": {"mimeType": "text/xml", "data": "YQo="}}"#)
      #expect(other.ending == .exited(1), "\(other.everything)")
      let kept = try await explained(#"{"fileData": {"fileUri": "files/abc"}}"#)
      #expect(kept.ending == .exited(64) && kept.errors.contains("/_pollux/explain"), "\(kept.everything)")
      let refused = try await explained(#"{"inlineData": {"mimeType": "text/csv", "data": "%"}}"#)
      #expect(refused.ending == .exited(64) && refused.errors.contains("inline_data"), "\(refused.everything)")
    }

    @Test("check counts fixtures, or names every problem with its place")
    func check() async throws {
      #expect(try await pollux("fixtures", "init", directory).ending == .exited(0))
      let good = try await pollux("fixtures", "check", directory)
      #expect(good.ending == .exited(0))
      #expect(good.output.contains("5 fixtures"))

      let broken = "- name: a\n  match: { promt: x }\n  reply:\n    - txt: hi\n"
      try broken.write(toFile: "\(directory)/broken.yaml", atomically: false, encoding: .utf8)
      let bad = try await pollux("fixtures", "check", directory)
      #expect(bad.ending == .exited(78))
      #expect(bad.output.isEmpty)
      #expect(bad.errors.contains("broken.yaml:2:12") && bad.errors.contains("broken.yaml:4:7"), "\(bad.errors)")
      let missing = try await pollux("fixtures", "check", "/nonexistent")
      #expect(missing.ending == .exited(78) && missing.errors.contains("/nonexistent"))
    }
  }
}
