/// The body of Vertex AI's `computeTokens`.
package struct ComputeTokensRequest: ReadableMessage {
  package var contents: [Content] = []

  package init() {}

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("contents", &contents)
    fields.field("model") { _ = $0.string() }
  }
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
  /// In UTF-8.
  package var text: [UInt8]
  /// The place of each token in the text; a million tokens of their own bytes would be a million allocations.
  package var places: [Range<Int>]
  package var tokenIds: [Int]
  /// Who says the text.
  package var role: String?

  package init(text: [UInt8], places: [Range<Int>], tokenIds: [Int], role: String?) {
    self.text = text
    self.places = places
    self.tokenIds = tokenIds
    self.role = role
  }

  /// The bytes of each token; together they are the text.
  package var tokens: [[UInt8]] { places.map { Array(text[$0]) } }
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
      writer.array(places) { $0.base64(Array(text[$1])) }
      writer.key("tokenIds")
      // A number of 64 bits is a string in protobuf JSON.
      writer.array(tokenIds) { $0.string("\($1)") }
      writer.member("role", role)
    }
  }
}
