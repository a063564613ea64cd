import Foundation
import Testing

/// A page of the documentation, in Markdown.
struct Page: Sendable, CustomTestStringConvertible {
  /// From the folder of `Package.swift` on.
  let path: String

  /// The pages at the top, those in `docs/`, and the one about the configuration.
  static func all() throws -> [Page] {
    let top = try Repository.entries(of: ".").filter { $0.hasSuffix(".md") }
    let docs = try Repository.entries(of: "docs").filter { $0.hasSuffix(".md") }.map { "docs/\($0)" }
    return (top + docs + ["sandbox-config/README.md"]).sorted().map(Page.init(path:))
  }

  var testDescription: String { path }
  var exists: Bool { FileManager.default.fileExists(atPath: Repository.root.appending(path: path).path) }

  /// What a link of this page with a certain path leads to.
  func sibling(_ relative: String) -> Page {
    let base = URL(filePath: "/" + path).deletingLastPathComponent()
    return Page(path: String(base.appending(path: relative).standardizedFileURL.path.dropFirst()))
  }

  /// The links outside of code that name no other server: a path, empty for this page, and what stands behind `#`.
  var relativeLinks: [(path: String, anchor: String?)] {
    get throws {
      try prose.flatMap { $0.matches(of: #/\]\((?<target>[^)\s]+)\)/#).map { $0.output.target } }
        .filter { !$0.contains("://") && !$0.hasPrefix("mailto:") }
        .map { target in
          let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
          return (String(parts[0]), parts.count > 1 ? String(parts[1]) : nil)
        }
    }
  }

  /// The files and folders of the repository that stand between backquotes.
  var namedFiles: [String] {
    get throws {
      let form = #/`(?<file>(?:Sources|Tests|scripts|docs|sandbox-config|Benchmarks|Examples|integrations)/[\w./+-]+)`/#
      return try prose.flatMap { $0.matches(of: form).map { String($0.output.file) } }
    }
  }

  /// What links may name behind `#`: the headings as GitHub names them, in small letters with hyphens.
  var anchors: Set<String> {
    get throws {
      Set(
        try prose.compactMap { line in
          line.wholeMatch(of: #/#{1,6} +(?<heading>.*)/#).map { heading in
            String(
              heading.output.heading.lowercased().map { $0 == " " ? "-" : $0 }
                .filter { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
            )
          }
        }
      )
    }
  }

  /// The lines that do not stand between fences.
  private var prose: [Substring] {
    get throws {
      var fence: Substring?
      return try Repository.text(path).split(separator: "\n").filter { line in
        let marks = line.prefix { $0 == "`" }
        if let open = fence {
          if line == open { fence = nil }
          return false
        }
        if marks.count >= 3 { fence = marks }
        return fence == nil
      }
    }
  }
}
