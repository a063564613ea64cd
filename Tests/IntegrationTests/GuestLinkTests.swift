import Foundation
import Testing
import TestSupport

@Suite("The executables of the jail")
struct GuestLinkTests {
  /// Parts of symbol names that only code of a library or its caller has.
  static let marks = ["$s10Foundation", "$s20FoundationEssentials", "$s7NIOCore", "$s8Dispatch"]

  private func marks(in executable: String) throws -> [String] {
    let content = try Data(contentsOf: URL(filePath: try Repository.executable(executable)), options: .alwaysMapped)
    return Self.marks.filter { content.range(of: Data($0.utf8)) != nil }
  }

  private func libraries(of executable: String) async throws -> RunningProgram.Outcome {
    try await RunningProgram("/usr/bin/ldd", [try Repository.executable(executable)]).outcome()
  }

  @Test("hold no Foundation, NIO or Dispatch", arguments: ["pollux-sandbox", "pollux-init"])
  func symbols(_ executable: String) throws {
    #expect(try marks(in: "pollux") == Self.marks, "the server has them all: the search finds what is there")
    #expect(try marks(in: executable).isEmpty)
  }

  @Test("need only what the jail's view holds: Debian's libraries")
  func libraries() async throws {
    let output = try await libraries(of: "pollux-sandbox").output
    #expect(output.contains("libpython3.") && output.contains("libseccomp."))
    for name in ["Foundation", "dispatch", "swift", "NIO", "icu"] { #expect(!output.contains(name), "\(output)") }
  }

  @Test("start pid 1 without a loader")
  func initIsStatic() async throws {
    let outcome = try await libraries(of: "pollux-init")
    #expect(outcome.output.contains("statically linked") || outcome.errors.contains("not a dynamic executable"))
  }
}
