import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// The program under test: asks Gemini to compute, and takes the text of its answer.
public struct Answers: Sendable {
  private let address: String

  /// - Parameter address: Gemini's, or in tests Pollux's.
  public init(address: String = "https://generativelanguage.googleapis.com") {
    self.address = address
  }

  /// Asks a question.
  ///
  /// - Parameter question: What is asked.
  /// - Returns: What the model says, without its code.
  /// - Throws: Where there is no answer.
  public func answer(to question: String) async throws -> String {
    guard let url = URL(string: "\(address)/v1beta/models/gemini-2.5-flash:generateContent") else {
      throw URLError(.badURL)
    }
    var request = URLRequest(url: url)
    request.httpMethod = "POST"
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    request.httpBody = try JSONEncoder().encode(
      Request(contents: [Content(parts: [Part(text: question)])], tools: [["codeExecution": [:]]])
    )
    let (data, response) = try await URLSession.shared.data(for: request)
    guard (response as? HTTPURLResponse)?.statusCode == 200 else { throw URLError(.badServerResponse) }
    let content = try JSONDecoder().decode(Response.self, from: data).candidates.first?.content
    return content?.parts.compactMap(\.text).joined() ?? ""
  }

  private struct Part: Codable { var text: String? }
  private struct Content: Codable { var parts: [Part] }
  private struct Request: Encodable {
    var contents: [Content]
    var tools: [[String: [String: String]]]
  }
  private struct Response: Decodable {
    struct Candidate: Decodable { var content: Content }
    var candidates: [Candidate]
  }
}
