import Foundation
import TestSupport
import Testing

extension ProcessSuites {
  @Suite("pollux profile")
  struct ProfileCommandTests {
    /// What is read of `--format json`.
    struct Report: Decodable {
      struct Action: Decodable, Hashable {
        var kind: String
        var errno: Int?
        var errnoName: String?
      }
      struct Condition: Decodable {
        var argument: Int
        var mask: UInt64
        var value: UInt64
      }
      struct Rule: Decodable {
        var name: String
        var number: Int
        var action: Action
        var conditions: [Condition]
      }
      var architecture: String
      var instructions: Int
      var defaultAction: Action
      var otherArchitectures: Action
      var rules: [Rule]
      var unknownNames: [String]
    }

    private func report(_ arguments: [String] = []) async throws -> Report {
      let outcome = try await RunningProgram(
        try Repository.executable("pollux"),
        ["profile", "--format", "json"] + arguments
      )
      .outcome()
      try #require(outcome.ending == .exited(0), "\(outcome.everything)")
      return try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
    }

    /// A copy of the configuration with one text of `seccomp.json` in another's place.
    private func configuration(replacing text: String, with replacement: String) throws -> SandboxConfigCopy {
      let copy = try SandboxConfigCopy()
      let file = URL(filePath: copy.path).appending(path: "seccomp.json")
      let content = try String(contentsOf: file, encoding: .utf8)
      try #require(content.contains(text), "seccomp.json does not hold \(text)")
      try content.replacingOccurrences(of: text, with: replacement).write(to: file, atomically: false, encoding: .utf8)
      return copy
    }

    @Test("prints a table with a rule a line")
    func table() async throws {
      let outcome = try await pollux("profile")
      #expect(outcome.ending == .exited(0), "\(outcome.everything)")
      #expect(outcome.errors.isEmpty)
      for pattern in [
        #/(?m)^default action +errno EPERM$/#, #/(?m)^other architectures +kill$/#,
        #/(?m)^filter +[1-9]\d+ BPF instructions/#, #/(?m)^read +\d+ +allow$/#, #/(?m)^clone3 +\d+ +errno ENOSYS$/#,
        #/(?m)^socket +\d+ +errno EAFNOSUPPORT(?: |$)/#, #/(?m)^clone +\d+ +allow +\(arg0 & 0x7e02a000\) == 0x0$/#,
        #/(?m)^ioctl +\d+ +allow +\(int\)arg1 == 0x5401$/#,
      ] {
        #expect(outcome.output.firstMatch(of: pattern) != nil, "\(outcome.output)")
      }
      let names = outcome.output.matches(of: #/(?m)^(\w+) +\d+ +(?:allow|errno|kill)/#).map { String($0.1) }
      #expect(names.count > 200)
      #expect(names == names.sorted())
    }

    @Test("says what a call in a jail really meets")
    func truth() async throws {
      let report = try await report()
      let denied = report.rules.filter { $0.conditions.isEmpty && $0.action.kind == "errno" }
      try #require(denied.count > 20)
      // ptrace has no rule.
      let ptrace = report.architecture == "x86_64" ? 101 : 117
      try #require(!report.rules.contains { $0.number == ptrace })
      let expected = denied.map { ($0.number, $0.action.errno ?? 0) } + [(ptrace, report.defaultAction.errno ?? 0)]
      let outcome = try await pollux(
        "run",
        "-",
        input: """
          import ctypes
          libc = ctypes.CDLL(None, use_errno=True)
          for number in [\(expected.map { String($0.0) }.joined(separator: ", "))]:
            print(libc.syscall(number, 0, 0, 0, 0, 0, 0), ctypes.get_errno())
          """
      )
      #expect(outcome.output == expected.map { "-1 \($0.1)\n" }.joined(), "\(outcome.everything)")
    }

    @Test("prints libseccomp's own words")
    func pseudoCode() async throws {
      let outcome = try await pollux("profile", "--format", "pfc")
      #expect(outcome.ending == .exited(0), "\(outcome.everything)")
      #expect(outcome.output.hasPrefix("#\n# pseudo filter code start\n"))
      #expect(outcome.output.hasSuffix("# pseudo filter code end\n#\n"))
    }

    @Test("follows seccomp.json, and lists names that are not known here")
    func otherFile() async throws {
      let copy = try configuration(replacing: "\"vfork\"", with: "\"sing\"")
      let (before, after) = (try await report(), try await report(["--sandbox-config", copy.path]))
      #expect(before.rules.contains { $0.name == "vfork" } && !before.unknownNames.contains("sing"))
      #expect(!after.rules.contains { $0.name == "vfork" } && after.unknownNames.contains("sing"))
      #expect(after.instructions != before.instructions)
      let table = try await pollux("profile", "--sandbox-config", copy.path)
      #expect(table.output.contains(#/(?m)^Not known to libseccomp [\d.]+: the default action applies$/#))
      #expect(table.output.contains("\n  sing\n"))
    }

    struct Mistake: CustomTestStringConvertible {
      var testDescription: String { replacement }
      var text: String
      var replacement: String
      var hint: String
    }

    @Test(
      "names what is wrong with seccomp.json",
      arguments: [
        Mistake(text: "\"defaultAction\": \"SCMP_ACT_ERRNO\"", replacement: "\"defaultAction\": \"x\"", hint: "\"x\""),
        Mistake(text: "\"index\": 1,", replacement: "\"index\": 6,", hint: "0 to 5"),
        // libseccomp takes one test of an argument in a rule.
        Mistake(
          text: "\"args\": [{\"index\": 0, \"value\": 0, \"op\": \"SCMP_CMP_EQ\"}]",
          replacement: """
            "args": [{"index": 0, "value": 0, "op": "SCMP_CMP_EQ"}, {"index": 0, "value": 1, "op": "SCMP_CMP_EQ"}]
            """,
          hint: "prlimit64"
        ),
      ]
    )
    func mistakes(_ mistake: Mistake) async throws {
      let copy = try configuration(replacing: mistake.text, with: mistake.replacement)
      let outcome = try await pollux("profile", "--sandbox-config", copy.path)
      #expect(outcome.ending == .exited(78), "\(outcome.everything)")
      #expect(outcome.errors.contains("seccomp.json") && outcome.errors.contains(mistake.hint), "\(outcome.errors)")
      #expect(outcome.output.isEmpty)
    }

    @Test("teaches with examples, and refuses formats it has not")
    func help() async throws {
      let help = try await pollux("profile", "--help")
      #expect(help.ending == .exited(0))
      for text in ["--format json", "table, json, pfc", "78"] { #expect(help.output.contains(text)) }
      let misuse = try await pollux("profile", "--format", "yaml")
      #expect(misuse.ending == .exited(64) && misuse.errors.contains("json"), "\(misuse.everything)")
    }
  }
}
