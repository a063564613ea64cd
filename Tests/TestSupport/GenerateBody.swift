package import Foundation

/// A `generateContent` body with the code execution tool on.
package struct GenerateBody: Encodable, Sendable {
  package struct Content: Encodable {
    package var role = "user"
    package var parts: [Part]
  }

  package struct Part: Encodable {
    package struct File: Encodable {
      package var mimeType: String
      package var data: Data
    }

    package var text: String?
    package var inlineData: File?
  }

  package struct Tool: Encodable {
    private struct Empty: Encodable {}
    private enum CodingKeys: CodingKey { case codeExecution }

    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(Empty(), forKey: .codeExecution)
    }
  }

  package var contents: [Content]
  package var tools = [Tool()]

  package init(prompt: String, files: [(mimeType: String, bytes: String)] = []) {
    let parts = files.map { Part(inlineData: Part.File(mimeType: $0.mimeType, data: Data($0.bytes.utf8))) }
    contents = [Content(parts: parts + [Part(text: prompt)])]
  }

  /// A prompt of fences, each of which the built-in script runs as a block of one response.
  package init(blocks: [String], files: [(mimeType: String, bytes: String)] = []) {
    self.init(prompt: blocks.map { "`````python\n\($0)\n`````" }.joined(separator: "\n\n"), files: files)
  }

  package func json() throws -> String {
    String(decoding: try JSONEncoder().encode(self), as: UTF8.self)
  }
}
