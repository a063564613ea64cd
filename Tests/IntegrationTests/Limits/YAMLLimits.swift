extension LimitProbes {
  static let yaml = [
    LimitProbe("yaml-depth") { depth in
      // The mapping `args` is a level of its own.
      let value = String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1)
      return try await given(fixtures: ["- {match: {prompt: a}, reply: [{call: {name: f, args: {v: \(value)}}}]}"])
    }
  ]
}
