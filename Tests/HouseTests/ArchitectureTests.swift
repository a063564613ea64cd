import Testing

/// Holds the sources to the other rules of ARCHITECTURE.md.
@Suite("ARCHITECTURE.md")
struct ArchitectureTests {
  private let manifest: Manifest

  init() throws {
    manifest = try Manifest()
  }

  @Test
  func `names every target once`() throws {
    let table = try MarkdownTable(of: Repository.text("ARCHITECTURE.md"), head: "| target | it is |")
    let named = table.rows.flatMap { $0[0].quotedNames }
    #expect(named.sorted() == manifest.targets.filter { !$0.isOfTests }.map(\.name).sorted())
  }

  @Test
  func `nothing is public but what other projects import`() throws {
    for target in manifest.targets where target.name != "PolluxTesting" {
      for source in try target.sources {
        let isPublic = source.lines.contains { $0.drop { $0 == " " }.hasPrefix("public ") }
        #expect(!isPublic, "\(source.path): share with package access")
      }
    }
  }

  /// A default would hide that a test, a seed or another store does not reach the place.
  @Test
  func `clocks, times, stores and clients are handed in without a default`() throws {
    let dependency = /: (?:any |some )?(?:\w*Clock(?:<Duration>|\.Instant)?|\w+Store|\w+Client|\w*Identifiers)\?? =\s/
    for target in manifest.targets where !target.isOfTests && !["Service", "Commands"].contains(target.name) {
      for source in try target.sources {
        let assigned = source.lines.filter { $0.utf8.contains(UInt8(ascii: "=")) && !$0.contains("let ") }
        let defaults = assigned.filter { !$0.contains("var ") && $0.firstMatch(of: dependency) != nil }
        #expect(defaults.isEmpty, "\(source.path): only the composition root has defaults: \(defaults)")
      }
    }
  }

  @Test
  func `a file has at most 300 lines`() throws {
    for source in try manifest.targets.flatMap({ try $0.sources }) {
      #expect(source.lineCount <= 300, "\(source.path) has \(source.lineCount)")
    }
  }
}
