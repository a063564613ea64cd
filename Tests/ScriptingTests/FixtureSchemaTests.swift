import Foundation
import Testing

import ModelBackends

@testable import Scripting

@Suite("The JSON Schema of fixtures")
struct FixtureSchemaTests {
  private let definitions: [String: [String: Any]]

  init() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let data = try Data(contentsOf: root.appending(path: "sandbox-config/schema/fixtures.v1.json"))
    let schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    definitions = try #require(schema["$defs"] as? [String: [String: Any]])
  }

  /// The properties of a definition, or of the object among its alternatives.
  private func properties(of name: String) throws -> Set<String> {
    let definition = try #require(definitions[name], "\(name)")
    let alternatives = [definition] + (definition["anyOf"] as? [[String: Any]] ?? [])
    let properties = alternatives.lazy.compactMap { $0["properties"] as? [String: Any] }.first
    return Set(try #require(properties, "\(name)").keys)
  }

  @Test
  func `has every key that is read, and no other`() throws {
    let places: [(String, FixtureKeys)] = [
      ("fixture", .fixture), ("entry", .entry), ("then", .then), ("match", .match), ("files", .files),
      ("tools", .tools),
      ("answer", .answer), ("step", .step), ("attempt", .attempt), ("call", .call), ("image", .image),
      ("canned", .canned), ("error", .error), ("block", .block), ("finish", .finish), ("pace", .pace),
      ("fault", .fault),
      ("usage", .usage), ("candidate", .candidate), ("chaos", .chaos), ("quota", .quota),
    ]
    for (name, keys) in places { #expect(try properties(of: name) == Set(keys.served), "\(name)") }
  }
}
