import TestSupport

extension LimitProbes {
  static let vectors = [
    LimitProbe("predict-texts") { try await predicted(Array(repeating: "a", count: $0)) },
    LimitProbe("predict-tokens") { count in
      // A digit is a token, and of one text 2,048 count.
      var texts = Array(repeating: String(repeating: "1", count: 2_048), count: count / 2_048)
      texts.append(String(repeating: "1", count: count % 2_048))
      return try await predicted(texts)
    },
    LimitProbe("compute-tokens") { count in
      let text = String(repeating: "1", count: count)
      return try await posted(
        "/v1/publishers/google/models/gemini-2.5-flash-image:computeTokens",
        #"{"contents": [{"role": "user", "parts": [{"text": "\#(text)"}]}]}"#
      )
    },
  ]

  private static func predicted(_ texts: [String]) async throws -> LimitAttempt {
    let instances = texts.map { #"{"content": "\#($0)"}"# }.joined(separator: ",")
    return try await posted(
      "/v1/publishers/google/models/text-embedding-005:predict",
      #"{"instances": [\#(instances)], "parameters": {"outputDimensionality": 2}}"#
    )
  }
}
