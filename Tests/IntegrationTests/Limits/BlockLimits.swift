import TestSupport
import Testing

extension LimitProbes {
  /// What a block leaves behind, beside its output.
  static let block = [
    LimitProbe("left-out-names") { limit in
      try await ran([manyFiles(20 + limit.bound)], without: limit.words)
    } beyond: { limit in
      try await ran([manyFiles(20 + limit.bound + 1)])
    },
    LimitProbe("output-depth") { limit in
      try await ran([file(at: Array(repeating: "d", count: limit.bound))], without: limit.words)
    } beyond: { limit in
      try await ran([file(at: Array(repeating: "d", count: limit.bound + 1))])
    },
    LimitProbe("output-path") { limit in
      try await ran([file(at: names(of: limit.bound))], without: limit.words)
    } beyond: { limit in
      try await ran([file(at: names(of: limit.bound + 1))])
    },
    LimitProbe("failure-text") { limit in
      try await ran([failure(of: limit.bound)], without: limit.words)
    } beyond: { limit in
      try await ran([failure(of: limit.bound + 2)])
    },
    LimitProbe("journal-runs") { limit in
      try await journalled(limit)
    } beyond: { limit in
      try await journalled(limit)
    },
  ]

  private static func manyFiles(_ count: Int) -> String {
    "for n in range(\(count)): open(f'{n:03}.txt', 'w').write('x')"
  }

  private static func file(at names: [String]) -> String {
    let folder = names.dropLast().joined(separator: "/")
    return "import os\nos.makedirs('\(folder)')\nopen('\(folder)/\(names.last ?? "")', 'w').write('x')"
  }

  /// Five names that make a path of so many bytes.
  private static func names(of size: Int) -> [String] {
    let four = Array(repeating: String(repeating: "n", count: 200), count: 4)
    return four + [String(repeating: "m", count: size - 4 * 201)]
  }

  /// A block whose failure has a text of so many bytes, or one fewer: the exception's text stands in it twice.
  private static func failure(of size: Int) -> String {
    let rest = "\nTraceback (most recent call last):\n  File \"<string>\", line 1, in <module>\nValueError: \n"
    return "raise ValueError('例' * \((size - rest.utf8.count) / 6) + 'x' * \((size - rest.utf8.count) % 6 / 2))"
  }

  /// Has a block write more than the journal keeps to both streams, and another one after it.
  private static func journalled(_ limit: Limit) async throws -> LimitAttempt {
    struct List: Decodable {
      struct Entry: Decodable { var id: String }
      var requests: [Entry]
    }
    struct Record: Decodable {
      struct Run: Decodable { var output: String, stderr: String }
      var runs: [Run]
    }
    let server = try ServerProcess.current
    let code = "import sys\nsys.stdout.write('o' * \(limit.bound * 2)); sys.stderr.write('e' * \(limit.bound * 2))"
    let answer = try await server.request(body: try GenerateBody(blocks: [code, code]).json())
    let id = try await server.request("GET", "/_pollux/requests").decoded(List.self).requests.last?.id ?? ""
    let runs = try await server.request("GET", "/_pollux/requests/\(id)").decoded(Record.self).runs
    let kept = runs.reduce(0) { $0 + $1.output.utf8.count + $1.stderr.utf8.count }
    let isBounded = runs.count == 2 && kept <= limit.bound && kept > limit.bound / 2
    return LimitAttempt(isAccepted: isBounded, status: answer.status, text: "kept \(kept) of \(runs.count) blocks")
  }
}
