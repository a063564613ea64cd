import Testing
import YAMLInput
import Yams

@Suite("A text of YAML")
struct YAMLInputTests {
  private static func nested(_ depth: Int) -> String {
    String(repeating: "[", count: depth) + "x" + String(repeating: "]", count: depth)
  }

  /// Lists of ten of the list before, so that the last stands for 10 to the power of `levels` values.
  private static func doubling(_ levels: Int) -> String {
    let first = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    return (1..<levels).reduce(first) { text, level in
      text + "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", "))]\n"
    }
  }

  @Test("is read where it stands for no more than its reader allows")
  func bound() throws {
    // The list, and what is in it.
    #expect(try YAMLInput.compose("[a, b, c]", maximumValues: 4)?.sequence?.count == 3)
    let fault = #expect(throws: YAMLFault.self) { try YAMLInput.compose("[a, b, c]", maximumValues: 3) }
    #expect(fault?.message.hasPrefix("more than 3 values") == true)
    #expect((fault?.line, fault?.column) == (1, 8))
  }

  @Test("counts what aliases stand for before any of it is made", arguments: [5, 8, 60])
  func aliases(levels: Int) throws {
    let fault = #expect(throws: YAMLFault.self) { try YAMLInput.compose(Self.doubling(levels)) }
    #expect(fault?.message.contains("counted with what aliases stand for") == true)
    // 1,111 values and a key for each level.
    #expect(try YAMLInput.compose(Self.doubling(3))?["a2"]?.sequence?.count == 10)
  }

  @Test(
    "is refused for aliases that hide elsewhere",
    arguments: ["x: &x {k: [*y]}", "? *a7\n: x", "{*a7: x}", "<<: *a7"]
  )
  func hiddenAliases(text: String) {
    #expect(throws: YAMLFault.self) { try YAMLInput.compose(Self.doubling(8) + text) }
  }

  @Test("nests a hundred deep, and no deeper, with aliases or without")
  func depth() throws {
    #expect(try YAMLInput.compose(Self.nested(100)) != nil)
    #expect(throws: YAMLFault.self) { try YAMLInput.compose(Self.nested(101)) }
    #expect(throws: YAMLFault.self) { try YAMLInput.compose(Self.nested(100_000)) }
    #expect(throws: YAMLFault.self) {
      try YAMLInput.compose("a: &a \(Self.nested(60))\nb: \(Self.nested(60).replacing("x", with: "*a"))")
    }
  }

  @Test("has names as keys", arguments: ["{[a]: b}", "? {a: b}\n: c", "{[]: b}", "a: &a [x]\n? *a\n: b"])
  func keys(text: String) {
    let fault = #expect(throws: YAMLFault.self) { try YAMLInput.compose(text) }
    #expect(fault?.message == "a key must be a plain name, and not a list or a mapping")
  }

  @Test("may name a key by an alias, and a value again")
  func plainAliases() throws {
    let root = try YAMLInput.compose("a: &n name\nb: { *n : &v [1, 2] }\nc: *v")
    #expect(root?["b"]?["name"]?.sequence?.count == 2)
    #expect(root?["c"]?.sequence?.count == 2)
  }

  @Test("of directives without end is refused, where a few lines of percent signs are not")
  func directives() throws {
    let many = (0..<200_000).map { "%TAG !t\($0)! tag:x,2000:\n" }.joined() + "--- a"
    #expect(throws: YAMLFault.self) { try YAMLInput.compose(many) }
    #expect(try YAMLInput.compose("%YAML 1.1\n%TAG !e! tag:example.com,2000:\n--- a")?.scalar?.string == "a")
  }

  @Test("says where it is not YAML, and which keys are given twice without naming all of many")
  func faults() {
    let broken = #expect(throws: YAMLFault.self) { try YAMLInput.compose("a: [1,\nb: 'x") }
    #expect(broken?.line ?? 0 > 1)
    let keys = (0..<5000).map { "k\($0): 1\n" }.joined()
    let twice = #expect(throws: YAMLFault.self) { try YAMLInput.compose(keys + keys) }
    #expect(twice?.message.count ?? .max < 200)
  }

  @Test("is empty, or one document")
  func documents() throws {
    #expect(try YAMLInput.compose("") == nil)
    #expect(throws: YAMLFault.self) { try YAMLInput.compose("a\n---\nb") }
  }

  @Test("keeps scalars as texts unless types are asked for")
  func types() throws {
    #expect(try YAMLInput.compose("1")?.int == 1)
    #expect(try YAMLInput.compose("[1, yes]", scalars: .typed)?.sequence?[0].tag.description.contains("int") == true)
  }
}
