package import Foundation

/// A `GenerateContentResponse`, one of a stream's chunks, or an error.
package struct GenerateAnswer: Decodable, Sendable {
  package struct Candidate: Decodable {
    package struct Content: Decodable {
      package var role: String
      package var parts: [Part]
    }

    package var content: Content?
    package var finishReason: String?
    package var finishMessage: String?
  }

  package struct Part: Decodable {
    package var text: String?
    package var executableCode: Code?
    package var codeExecutionResult: Result?
    package var inlineData: File?
  }

  package struct Code: Decodable {
    package var id: String?
    package var language: String
    package var code: String
  }

  package struct Result: Decodable, Hashable {
    package var id: String?
    package var outcome: String
    package var output: String?

    package init(id: String? = nil, outcome: String, output: String? = nil) {
      (self.id, self.outcome, self.output) = (id, outcome, output)
    }
  }

  package struct File: Decodable, Hashable {
    package var mimeType: String
    package var data: Data
  }

  package struct Usage: Decodable {
    package var promptTokenCount: Int
    package var candidatesTokenCount: Int?
    package var toolUsePromptTokenCount: Int?
    package var thoughtsTokenCount: Int?
    package var totalTokenCount: Int

    package var sum: Int {
      promptTokenCount + (candidatesTokenCount ?? 0) + (toolUsePromptTokenCount ?? 0) + (thoughtsTokenCount ?? 0)
    }
  }

  package struct Failure: Decodable {
    package struct Detail: Decodable {
      package struct Violation: Decodable {
        package var field: String?
        package var description: String
      }

      private enum CodingKeys: String, CodingKey {
        case type = "@type"
        case fieldViolations, retryDelay
      }

      package var type: String
      package var fieldViolations: [Violation]?
      package var retryDelay: String?
    }

    package var code: Int
    package var message: String
    package var status: String
    package var details: [Detail]?
  }

  package var candidates: [Candidate]?
  package var usageMetadata: Usage?
  package var modelVersion: String?
  package var responseId: String?
  package var error: Failure?

  package var parts: [Part] { candidates?.first?.content?.parts ?? [] }
  package var codes: [Code] { parts.compactMap(\.executableCode) }
  package var results: [Result] { parts.compactMap(\.codeExecutionResult) }
  package var files: [File] { parts.compactMap(\.inlineData) }

  /// The kinds of the parts in order, one letter each: Code, Result, File, Text.
  package var shape: String {
    parts.map { part in
      if part.executableCode != nil { return "C" }
      if part.codeExecutionResult != nil { return "R" }
      return part.inlineData != nil ? "F" : "T"
    }
    .joined()
  }
}
