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

  @Test
  func `a file has at most 300 lines`() throws {
    for source in try manifest.targets.flatMap({ try $0.sources }) {
      #expect(source.lineCount <= 300, "\(source.path) has \(source.lineCount)")
    }
  }
}
