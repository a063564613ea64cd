import TestSupport
import Testing

/// One attack, and how it must end.
struct Probe: CustomTestStringConvertible, Sendable {
  /// Python in front of a probe: `attempt` says when something worked that must not.
  ///
  /// A probe that holds prints one line and nothing else.
  static let prelude = """
    import ctypes, errno, os, sys
    libc = ctypes.CDLL(None, use_errno=True)
    seccomp = ctypes.CDLL('libseccomp.so.2')
    def call(name, *arguments):
        'A raw system call: its value, or OSError.'
        number = name if isinstance(name, int) else seccomp.seccomp_syscall_resolve_name(name.encode())
        assert number >= 0, name
        value = libc.syscall(ctypes.c_long(number), *(ctypes.c_long(a) if isinstance(a, int) else a for a in arguments))
        if value == -1:
            code = ctypes.get_errno()
            raise OSError(code, f'{name}: {os.strerror(code)}')
        return value
    def attempt(what, function, *arguments, **options):
        try:
            value = function(*arguments, **options)
        except (OSError, ValueError):
            return None
        print('escaped:', what, repr(value)[:80])
        return value

    """

  var testDescription: String
  var blocks: [String]
  var expectation: Expectation

  /// What the response must show.
  enum Expectation: Sendable {
    /// The last block ended well and printed exactly this.
    case prints(String)
    /// The last block's outcome, with texts its output holds.
    case ends(String, [String])
  }

  init(_ name: String, _ blocks: String..., ends expectation: Expectation = .prints("held\n")) {
    (testDescription, self.blocks, self.expectation) = (name, blocks, expectation)
  }

  /// A probe in Python with the prelude in front; it prints `held` behind it.
  static func attempts(_ name: String, _ code: String) -> Probe {
    Probe(name, "\(prelude)\n\(code)\nprint('held')")
  }

  static func failed(_ texts: String...) -> Expectation { .ends("OUTCOME_FAILED", texts) }
  static func ok(_ texts: String...) -> Expectation { .ends("OUTCOME_OK", texts) }
  static func deadline(_ texts: String...) -> Expectation { .ends("OUTCOME_DEADLINE_EXCEEDED", texts) }

  /// Runs the attack in a response of its own and expects its end.
  @discardableResult
  func run(
    on server: ServerProcess,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> GenerateAnswer {
    let answer = try await server.run(blocks: blocks)
    let result = try #require(answer.results.last, "\(testDescription): no result", sourceLocation: sourceLocation)
    switch expectation {
    case .prints(let text):
      let expected = GenerateAnswer.Result(outcome: "OUTCOME_OK", output: text)
      #expect(answer.results.count == blocks.count, "\(testDescription)", sourceLocation: sourceLocation)
      #expect(result == expected, "\(testDescription)", sourceLocation: sourceLocation)
    case .ends(let outcome, let texts):
      #expect(result.outcome == outcome, "\(testDescription): \(result)", sourceLocation: sourceLocation)
      for text in texts {
        let output = result.output ?? ""
        #expect(output.contains(text), "\(testDescription): \(output.prefix(500))", sourceLocation: sourceLocation)
      }
    }
    return answer
  }
}
