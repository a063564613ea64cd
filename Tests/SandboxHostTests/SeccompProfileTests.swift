import Foundation
import SandboxHost
import SandboxProtocol
import TestSupport
import Testing

/// What the delivered `seccomp.json` says of sockets on machines with older and newer Landlock.
@Suite("seccomp.json on another machine")
struct SeccompProfileTests {
  private static let byName = ["accept", "accept4", "bind", "connect", "listen"]

  private func rules(_ abi: Int32) throws -> [SeccompProfile.Rule] {
    try SeccompProfileFile.load(path: Repository.sandboxConfig.appending(path: "seccomp.json").path, landlockABI: abi)
      .rules
  }

  @Test("has no socket where Landlock does not scope names", arguments: [0, 1, 5] as [Int32])
  func older(_ abi: Int32) throws {
    let rules = try rules(abi)
    #expect(rules.filter { $0.name == "socket" } == [.init(name: "socket", action: .fail(errno: 97), arguments: [])])
    #expect(!rules.contains { Self.byName.contains($0.name) })
  }

  @Test("has Unix streams and no other socket where it does", arguments: [6, 7, 99] as [Int32])
  func newer(_ abi: Int32) throws {
    let rules = try rules(abi)
    let allowed = rules.filter { $0.name == "socket" && $0.action == .allow }
    #expect(allowed.map { $0.arguments.map(\.valueTwo) } == [[1, 1]])
    for name in Self.byName { #expect(rules.filter { $0.name == name }.map(\.action) == [.allow]) }
  }
}
