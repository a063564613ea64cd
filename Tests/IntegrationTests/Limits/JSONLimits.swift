import TestSupport

extension LimitProbes {
  static let json = [
    LimitProbe("json-depth") { depth in
      // The body, its configuration and the schema are three levels.
      let inner = depth - 3
      return try await asked(
        schemaMember: #""examples": "# + String(repeating: "[", count: inner) + String(repeating: "]", count: inner)
      )
    },
    LimitProbe("json-values") { count in
      // 10 values are around them; a schema of so many is counted, though no answer is written by it.
      try await posted(
        "/v1beta/models/gemini-2.5-flash:countTokens",
        #"{"generateContentRequest": {"model": "models/gemini-2.5-flash", "contents": [{"parts": [{"text": "hello"}]}], "#
          + #""generationConfig": {"responseJsonSchema": ["# + repeated("0", count - 10) + "]}}}"
      )
    },
    LimitProbe("json-violations") { limit in
      // Each member is a fault; at the bound none goes untold.
      var attempt = try await faulty(limit.bound)
      attempt.isAccepted = attempt.status == 400 && !attempt.text.contains(limit.words[0])
      return attempt
    } beyond: {
      try await faulty($0.bound + 1)
    },
    LimitProbe("stop-sequences") { count in
      try await asked(config: #""stopSequences": ["# + repeated(#""x""#, count) + "]")
    },
    LimitProbe("embed-batch") { count in
      let request = #"{"model": "models/gemini-embedding-001", "content": {"parts": [{"text": "hello"}]}}"#
      return try await posted(
        "/v1beta/models/gemini-embedding-001:batchEmbedContents",
        #"{"requests": ["# + repeated(request, count) + "]}"
      )
    },
    LimitProbe("embed-texts") { count in
      try await posted(
        "/v1beta/openai/embeddings",
        #"{"model": "gemini-embedding-001", "dimensions": 2, "input": ["# + repeated(#""hello""#, count) + "]}"
      )
    },
  ]

  /// A text many times, with commas between.
  static func repeated(_ text: String, _ count: Int) -> String {
    Array(repeating: text, count: count).joined(separator: ",")
  }

  /// What a request gets.
  static func posted(_ target: String, _ body: String) async throws -> LimitAttempt {
    LimitAttempt(try await ServerProcess.current.request("POST", target, body: body))
  }

  /// Asks a model with settings.
  static func asked(config: String) async throws -> LimitAttempt {
    try await posted(
      ServerProcess.generate,
      #"{"contents": [{"parts": [{"text": "hello"}]}], "generationConfig": {\#(config)}}"#
    )
  }

  /// Asks a model for JSON of a schema with one member more.
  static func asked(schemaMember: String) async throws -> LimitAttempt {
    try await asked(
      config: #""responseMimeType": "application/json", "responseJsonSchema": {"type": "string", \#(schemaMember)}"#
    )
  }

  private static func faulty(_ count: Int) async throws -> LimitAttempt {
    let members = (0..<count).map { #""x\#($0)": 0"# }.joined(separator: ",")
    return try await posted(ServerProcess.generate, "{\(members)}")
  }
}
