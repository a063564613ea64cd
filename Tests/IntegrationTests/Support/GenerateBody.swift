import Foundation

/// A `generateContent` body with the code execution tool on.
struct GenerateBody: Encodable, Sendable {
  struct Content: Encodable {
    var role = "user"
    var parts: [Part]
  }

  struct Part: Encodable {
    struct File: Encodable {
      var mimeType: String
      var data: Data
    }

    var text: String?
    var inlineData: File?
  }

  struct Tool: Encodable {
    private struct Empty: Encodable {}
    private enum CodingKeys: CodingKey { case codeExecution }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(Empty(), forKey: .codeExecution)
    }
  }

  var contents: [Content]
  var tools = [Tool()]

  init(prompt: String, files: [(mimeType: String, bytes: String)] = []) {
    let parts = files.map { Part(inlineData: Part.File(mimeType: $0.mimeType, data: Data($0.bytes.utf8))) }
    contents = [Content(parts: parts + [Part(text: prompt)])]
  }

  /// A prompt of fences, each of which the built-in script runs as a block of one response.
  init(blocks: [String], files: [(mimeType: String, bytes: String)] = []) {
    self.init(prompt: blocks.map { "`````python\n\($0)\n`````" }.joined(separator: "\n\n"), files: files)
  }

  func json() throws -> String {
    String(decoding: try JSONEncoder().encode(self), as: UTF8.self)
  }
}
