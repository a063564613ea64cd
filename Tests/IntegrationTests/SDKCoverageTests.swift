import Foundation
import Testing
import TestSupport

extension ProcessSuites.AsDelivered {
  @Suite("What else a first user of google-genai touches")
  struct SDKCoverageTests {
    @Test(
      "works against the server",
      arguments: ["inputs", "uploaded_inputs", "tokens", "versions", "vertex"],
      SDK.allCases
    )
    func program(_ name: String, sdk: SDK) async throws {
      try await PythonClient.run(name, on: try .current, with: sdk)
    }

    /// The SDK sends no display name to the Gemini API, other clients do.
    @Test(
      "a file without a type is known by its display name",
      arguments: [
        ("", "photo.png", "input_file_0.png"), ("", "photo.jpg", "input_file_0.jpeg"),
        ("application/octet-stream", "sales.csv", "input_file_0.csv"), ("", "feed.xml", "input_file_0.xml"),
        ("", "main.cpp", "input_file_0.cpp"), ("", "Main.java", "input_file_0.java"),
        ("", "run.py", "input_file_0.py"), ("", "app.js", "input_file_0.js"), ("", "app.TS", "input_file_0.ts"),
      ]
    )
    func displayName(type: String, name: String, expected: String) async throws {
      let body = """
        {"contents": {"parts": [
          {"inlineData": {"mimeType": "\(type)", "displayName": "\(name)", "data": "YSxiCg=="}},
          {"text": "```python\\nimport os\\nprint(os.listdir())\\n```"}]},
         "tools": [{"code_execution": {}}]}
        """
      let answer = try await ServerProcess.current.request(body: body)
      #expect(try answer.decoded(GenerateAnswer.self).results.first?.output == "['\(expected)']\n", "\(answer.text)")
    }
  }
}
