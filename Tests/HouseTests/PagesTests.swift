import Foundation
import Testing

/// Holds the pages to their size and their links.
@Suite("Pages")
struct PagesTests {
  @Test
  func `README is read in three minutes`() throws {
    let size = try Repository.text("README.md").utf8.count
    #expect(size <= 12_000, "README.md has \(size) bytes: move what only some readers want into docs/")
  }

  @Test(arguments: try Page.all())
  func `every relative link leads somewhere`(_ page: Page) throws {
    for link in try page.relativeLinks {
      let target = link.path.isEmpty ? page : page.sibling(link.path)
      #expect(target.exists, "\(page.path) links to \(link.path), which does not exist")
      guard target.exists, let anchor = link.anchor else { continue }
      #expect(try target.anchors.contains(anchor), "\(page.path): \(target.path) has no heading #\(anchor)")
    }
  }

  /// What changed once may be gone now, so the changelog is not held to this.
  @Test(arguments: try Page.all().filter { $0.path != "CHANGELOG.md" })
  func `every file a page names exists`(_ page: Page) throws {
    for file in try page.namedFiles {
      #expect(Page(path: file).exists, "\(page.path) names \(file), which does not exist")
    }
  }

  @Test
  func `README leads to every page`() throws {
    let readme = Page(path: "README.md")
    let linked = Set(try readme.relativeLinks.map { readme.sibling($0.path).path })
    let others = try Page.all().map(\.path).filter { $0 != "README.md" && !linked.contains($0) }
    #expect(others.isEmpty, "README.md does not link to \(others)")
  }
}
