import Testing

/// Holds the `import` lines to `Package.swift`: the build lets what a dependency depends on be imported too.
@Suite("Imports")
struct ImportTests {
  private static let ofToolchain: Set = [
    "Dispatch", "Foundation", "FoundationEssentials", "FoundationNetworking", "Glibc", "Synchronization", "Testing",
  ]
  /// Modules that come with a product and are not products themselves.
  private static let ofProducts = ["CYaml": "Yams"]

  private let manifest: Manifest

  init() throws {
    manifest = try Manifest()
  }

  @Test
  func `every folder is a target, and every target a folder`() throws {
    for root in ["Sources", "Tests"] {
      let targets = manifest.targets.map(\.folder).filter { $0.hasPrefix(root) }.map { $0.dropFirst(root.count + 1) }
      // Not Swift's, or built by a script.
      let others: Set<Substring> =
        root == "Tests" ? ["Clients", "Environment", "Fuzz", "Models", "PythonRuntimeTests"] : []
      #expect(Set(try Repository.entries(of: root).map { $0[...] }) == others.union(targets))
    }
  }

  @Test
  func `a file imports only what its target declares`() throws {
    for target in manifest.targets {
      for source in try target.sources {
        let modules = Set(source.imports.subtracting(Self.ofToolchain).map { Self.ofProducts[$0] ?? $0 })
        let undeclared = modules.subtracting(target.dependencies)
        #expect(undeclared.isEmpty, "\(source.path): Package.swift must declare \(undeclared.sorted()) for its target")
      }
    }
  }

  @Test
  func `a target imports all that it declares`() throws {
    for target in manifest.targets {
      let unused = target.dependencies.subtracting(try target.imports)
      #expect(unused.isEmpty, "\(target.name) imports none of \(unused.sorted()): take them out of Package.swift")
    }
  }

  @Test
  func `a target depends only on what stands below it`() throws {
    let order = Dictionary(uniqueKeysWithValues: manifest.targets.enumerated().map { ($0.element.name, $0.offset) })
    for target in manifest.targets where !target.isOfTests {
      let place = try #require(order[target.name])
      let above = target.dependencies.filter { (order[$0] ?? .max) <= place }
      #expect(above.isEmpty, "\(target.name) depends on \(above.sorted()), which Package.swift has above it")
    }
  }

  @Test
  func `what only some may import is imported by those`() throws {
    let page = try Repository.text("ARCHITECTURE.md")
    let rules = try MarkdownTable(of: page, head: "| module | imported only by | because |")
    #expect(!rules.rows.isEmpty)
    for rule in rules.rows {
      let modules = Set(rule[0].quotedNames)
      let importers = try manifest.targets.filter { try !$0.isOfTests && !$0.imports.isDisjoint(with: modules) }
      #expect(Set(importers.map(\.name)) == Set(rule[1].quotedNames), "\(rule[0])")
    }
  }

  @Test
  func `the HTTP server knows no API`() throws {
    // Of GeminiAPI errors, and how text is read.
    let ours = try manifest.target("HTTPServer").dependencies.intersection(manifest.targets.map(\.name))
    #expect(ours == ["CZlib", "GeminiAPI", "TelemetryNames"])
  }

  @Test
  func `what runs in the jail starts no threads`() throws {
    for name in try manifest.closure(of: "pollux-sandbox") {
      let starters = try manifest.target(name).imports.filter {
        $0.hasPrefix("Foundation") || $0.hasPrefix("NIO") || $0 == "Dispatch"
      }
      #expect(starters.isEmpty, "\(name) imports \(starters.sorted())")
    }
  }

  @Test(arguments: ["PolluxTesting", "SandboxProtocol"])
  func `depends on nothing`(_ name: String) throws {
    #expect(try manifest.target(name).dependencies.isEmpty)
  }
}
