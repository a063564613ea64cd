extension LimitProbes {
  static let yaml = [
    LimitProbe("yaml-values") { count in
      // 17 values are around them.
      try await given(arguments: "[" + repeated("0", count - 17) + "]")
    },
    LimitProbe("yaml-nesting") { depth in
      // Eight levels are around them; arguments may nest less deep than a file may, and say so in other words.
      var attempt = try await given(arguments: nested(depth - 6))
      attempt.isAccepted =
        !attempt.text.contains("nest deeper than \(depth)") && attempt.text.contains("nests deeper than")
      return attempt
    },
    LimitProbe("yaml-directives") { count in
      try await given(fixtures: (0..<count).map { "%TAG !t\($0)! tag:example.com,2000:" } + ["--- []"])
    },
    LimitProbe("yaml-depth") { depth in
      // The mapping `args` is a level of its own.
      try await given(arguments: nested(depth - 1))
    },
  ]

  private static func nested(_ depth: Int) -> String {
    String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
  }

  private static func given(arguments: String) async throws -> LimitAttempt {
    try await given(fixtures: ["- {match: {prompt: a}, reply: [{call: {name: f, args: {v: \(arguments)}}}]}"])
  }
}
