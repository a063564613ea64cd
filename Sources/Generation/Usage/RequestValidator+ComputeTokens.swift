package import GeminiAPI
import ModelBackends
import Tokenization

extension RequestValidator {
  /// Answers Vertex AI's `computeTokens`: the tokens of each text.
  ///
  /// - Parameter call: The model, and the texts as a request.
  /// - Returns: One entry for each part, as the Python SDK's own tokenizer gives them.
  /// - Throws: `NOT_FOUND` for a model that is not served, `INVALID_ARGUMENT` for what is not text, and for more tokens than
  ///   the model reads.
  package func tokens(of call: GenerateContentCall) throws(Status) -> ComputeTokensResponse {
    let subject = try subject(of: call)
    try check(subject, vertex: [VertexContentsRule()], fields: [ContentsRule()], [RoleRule()])
    let most = subject.model.model.inputTokenLimit
    var count = 0
    var texts: [(text: String, role: String?)] = []
    for (turn, content) in call.request.contents.enumerated() {
      for (index, part) in content.parts.enumerated() {
        guard case .text(let text)? = part.data else { throw .textOnly("contents[\(turn)].parts[\(index)]") }
        // Before any token is cut out, which costs many times the text's memory.
        count += counter.tokens(in: text)
        guard count <= most else { throw .tooManyTokens(count, of: subject.model.model) }
        texts.append((text, content.role))
      }
    }
    return ComputeTokensResponse(tokensInfo: texts.map { tokensInfo(of: $0.text, role: $0.role) })
  }

  private func tokensInfo(of text: String, role: String?) -> TokensInfo {
    let pieces = counter.pieces(of: text)
    return TokensInfo(text: Array(text.utf8), places: pieces.map(\.bytes), tokenIds: pieces.map(\.id), role: role)
  }
}

extension Status {
  fileprivate static func textOnly(_ part: String) -> Status {
    .invalidArgument("* ComputeTokensRequest.\(part): tokens are computed of text alone; leave other parts out.\n")
  }
}
