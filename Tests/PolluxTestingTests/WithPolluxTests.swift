import Foundation
import PolluxTesting
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

@Suite("withPollux")
struct WithPolluxTests {
  private func ask(_ prompt: String, at url: String) async throws -> (status: Int, text: String) {
    let target = try #require(URL(string: "\(url)/v1beta/models/gemini-2.5-flash:generateContent"))
    var request = URLRequest(url: target)
    request.httpMethod = "POST"
    request.httpBody = try JSONSerialization.data(withJSONObject: [
      "contents": [["role": "user", "parts": [["text": prompt]]]],
      "tools": [["codeExecution": [String: String]()]],
    ])
    let (data, response) = try await URLSession.shared.data(for: request)
    return ((response as? HTTPURLResponse)?.statusCode ?? 0, String(decoding: data, as: UTF8.self))
  }

  @Test(arguments: 1...8)
  func `tests beside each other have scripts and journals of their own`(number: Int) async throws {
    let yaml = """
      - match: { prompt: sum }
        reply:
          - code: print(\(number) * 1000003)
          - text: "It is {{trim(result.output)}}."
      """
    try await withPollux(fixtures: yaml) { pollux in
      let answer = try await ask("What is the sum?", at: pollux.url)
      #expect(answer.status == 200)
      #expect(answer.text.contains("It is \(number * 1_000_003)."), "\(answer.text)")
      #expect(try await pollux.verify(["prompt": "sum"], count: "1").count == 1)
      #expect(try await pollux.requests().count == 1)
      #expect(try await pollux.verdict() == [])
      let missed = try await ask("Something else", at: pollux.url)
      #expect(missed.status == 400)
      await #expect(throws: PolluxError.self) { try await pollux.verify(["prompt": "never asked"]) }
      try await pollux.reset()
      #expect(try await pollux.requests().isEmpty)
    }
  }

  @Test
  func `bad fixtures are refused with line and column`() async throws {
    let error = await #expect(throws: PolluxError.self) {
      try await withPollux(fixtures: "- match: { promt: x }\n  reply: [ { text: y } ]\n") { _ in }
    }
    #expect(error?.description.contains("did you mean 'prompt'?") == true)
    #expect(error?.description.contains(":1:") == true)
  }
}
