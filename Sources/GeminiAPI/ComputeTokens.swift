/// The body of Vertex AI's `computeTokens`.
package struct ComputeTokensRequest: Hashable, Sendable {
  package var contents: [Content] = []

  package init() {}
}

/// The answer of `computeTokens`.
package struct ComputeTokensResponse: Hashable, Sendable {
  /// One for each part, in the order of the request.
  package var tokensInfo: [TokensInfo]

  package init(tokensInfo: [TokensInfo]) {
    self.tokensInfo = tokensInfo
  }
}

/// The tokens of one text.
package struct TokensInfo: Hashable, Sendable {
  /// The bytes of each token; together they are the text.
  package var tokens: [[UInt8]]
  package var tokenIds: [Int]
  /// Who says the text.
  package var role: String?

  package init(tokens: [[UInt8]], tokenIds: [Int], role: String?) {
    self.tokens = tokens
    self.tokenIds = tokenIds
    self.role = role
  }
}

extension ComputeTokensRequest: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init()
    cursor.readMembers(of: "ComputeTokensRequest") { name, field in
      switch name {
      case "contents": contents = field.messages()
      case "model": _ = field.string()
      default: field.refuseUnknown()
      }
    }
  }
}

extension ComputeTokensResponse: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { $0.member("tokensInfo", tokensInfo) }
  }
}

extension TokensInfo: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("tokens")
      writer.array(tokens) { $0.base64($1) }
      writer.key("tokenIds")
      // A number of 64 bits is a string in protobuf JSON.
      writer.array(tokenIds) { $0.string("\($1)") }
      writer.member("role", role)
    }
  }
}
