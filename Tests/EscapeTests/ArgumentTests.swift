import Foundation
import TestSupport
import Testing

extension EscapeSuites {
  /// What SECURITY.md says of arguments is what the filter does, at every level.
  @Suite("Arguments of system calls")
  struct ArgumentTests {
    /// Calls with a row in SECURITY.md whose values have names of their own.
    static let named = ["setsockopt", "getsockopt", "ioctl", "fcntl", "prctl", "madvise", "futex"]

    @Test("SECURITY.md names the values of seccomp.json, no more and no less", arguments: named)
    func page(_ call: String) throws {
      let rules = try SeccompRules.load().filter { $0.names == [call] && $0.action == "SCMP_ACT_ALLOW" }
      #expect(rules.allSatisfy { $0.args?.isEmpty == false })
      // Each rule's comment begins with the name of its value.
      #expect(rules.map { String($0.comment.prefix(while: \.isPartOfName)) } == (try SecurityPage.values(of: call)))
    }

    @Test("at full every option of sockets fails but those", .needsFullIsolation)
    func full() async throws { try await sweep("full") }

    @Test("at the other levels too", arguments: ["user", "restricted"])
    func others(_ level: String) async throws { try await sweep(level) }

    private func sweep(_ level: String) async throws {
      let server = try await ServerProcess(
        ServerProcess.SetUp(changes: ["isolation": level], edit: MarkedFilter.apply(to:))
      )
      for call in ["setsockopt", "getsockopt"] {
        let result = try await server.result(of: Self.block(call, try SecurityPage.values(of: call)))
        #expect(result == GenerateAnswer.Result(outcome: "OUTCOME_OK", output: "[] []\n"), "\(call) at \(level)")
      }
      try await server.stop()
    }

    /// A block that makes the call with each option of each protocol once, and prints what passed the filter and should
    /// not have, then what did not and should have.
    private static func block(_ call: String, _ names: [String]) -> String {
      """
      import ctypes, socket
      libc = ctypes.CDLL(None, use_errno=True)
      ours, theirs = socket.socketpair()
      allowed = {(1, getattr(socket, name)) for name in \(names)}
      value, size = ctypes.create_string_buffer(16), ctypes.c_uint(4)
      passed = set()
      for level in range(300):
          for option in range(128):
              last = 4 if '\(call)' == 'setsockopt' else ctypes.byref(size)
              result = libc.\(call)(ours.fileno(), level, option, value, last)
              if result == 0 or ctypes.get_errno() != \(MarkedFilter.mark): passed.add((level, option))
      print(sorted(passed - allowed), sorted(allowed - passed))
      """
    }
  }
}

/// The delivered `seccomp.json`.
private struct SeccompRules: Decodable {
  struct Rule: Decodable {
    var comment: String
    var names: [String]
    var action: String
    var args: [[String: Value]]?
  }

  /// A number or a name: only whether there are any matters here.
  struct Value: Decodable { init(from decoder: any Decoder) throws {} }

  var syscalls: [Rule]

  static func load() throws -> [Rule] {
    let file = Repository.sandboxConfig.appending(path: "seccomp.json")
    return try JSONDecoder().decode(SeccompRules.self, from: Data(contentsOf: file)).syscalls
  }
}

/// The table of arguments in SECURITY.md.
private enum SecurityPage {
  /// - Returns: The values that a call's row names.
  static func values(of call: String) throws -> [String] {
    let page = try String(contentsOf: Repository.root.appending(path: "SECURITY.md"), encoding: .utf8)
    let row = page.split(separator: "\n").first { $0.hasPrefix("| `\(call)` |") }
    let cells = try #require(row, "SECURITY.md has no row for \(call)").split(
      separator: "|",
      omittingEmptySubsequences: false
    )
    return cells[2].matches(of: #/`([^`]+)`/#).map { String($0.1) }
  }
}

extension Character {
  fileprivate var isPartOfName: Bool { isLetter || isNumber || self == "_" }
}
