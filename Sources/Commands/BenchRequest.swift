import ArgumentParser
import CodeExecution
import Foundation

/// A block to measure, with a place for a number.
struct BenchSnippet: Sendable {
  /// The file's name without its ending.
  var name: String
  private let text: String

  /// Reads a file.
  /// - Throws: A usage error that names it.
  init(path: String) throws {
    name = URL(filePath: path).deletingPathExtension().lastPathComponent
    text = String(decoding: try CommandFiles.read(path, limit: 1 << 20), as: UTF8.self)
  }

  /// The block with a number in each `{{n}}`.
  func code(number: Int) -> [UInt8] {
    Array(CodeDedent.dedented(text.replacing("{{n}}", with: String(number))).utf8)
  }
}

/// How many runs of a block, how many of them at once, and how many times in each session.
struct BenchRequest: Sendable {
  static let counts = 1...100_000
  static let clientCounts = 1...64
  static let blockCounts = 1...100

  var snippet: BenchSnippet
  var count: Int
  var clients: Int
  var blocks: Int

  init(snippet: BenchSnippet, count: Int, clients: Int, blocks: Int) {
    (self.snippet, self.count, self.clients, self.blocks) = (snippet, count, clients, blocks)
  }

  /// Reads a line `NAME COUNT CLIENTS BLOCKS`.
  /// - Throws: A usage error that shows the line.
  init(line: String, of snippets: [BenchSnippet]) throws {
    let words = line.split(separator: " ")
    guard words.count == 4, let snippet = snippets.first(where: { $0.name == words[0] }),
      let count = Int(words[1]), Self.counts.contains(count),
      let clients = Int(words[2]), Self.clientCounts.contains(clients),
      let blocks = Int(words[3]), Self.blockCounts.contains(blocks)
    else {
      throw ValidationError("\"\(line)\": expected NAME COUNT CLIENTS BLOCKS, where NAME is one of the files")
    }
    self.init(snippet: snippet, count: count, clients: clients, blocks: blocks)
  }
}
