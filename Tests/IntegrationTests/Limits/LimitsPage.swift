import Foundation
import TestSupport
import Testing

/// One row of `docs/limits.md`: a bound of the server as its users read it.
struct Limit: Sendable, CustomTestStringConvertible {
  /// The heading it stands under.
  let area: String
  /// The name in the first column, without its backticks.
  let name: String
  /// The number in the third column: sizes in bytes, times in milliseconds, counts as they are.
  let bound: Int
  /// The status in the last column; nil where it begins with none.
  let status: Int?
  /// What stands in backticks in the last column: the answer beyond the bound holds each of them.
  let words: [String]

  var testDescription: String { name }

  /// Reads the cells of a row.
  ///
  /// - Throws: A failure that names the cell that cannot be read.
  fileprivate init(cells: [String], area: String) throws {
    guard cells.count == 4 else {
      throw TestFailure("\(area): a row has 4 cells, this one \(cells.count): \(cells)")
    }
    guard let name = cells[0].wholeMatch(of: #/`([a-z0-9]+(?:-[a-z0-9]+)*)`/#) else {
      throw TestFailure("\(area): '\(cells[0])' is not a name in backticks, in lower case with hyphens")
    }
    guard let bound = cells[2].wholeMatch(of: #/([0-9][0-9,]*)(?: ([A-Za-z].*))?/#),
      let number = Int(bound.1.filter { $0 != "," })
    else { throw TestFailure("\(name.1): '\(cells[2])' is not a number with its unit") }
    self.area = area
    self.name = String(name.1)
    self.bound = number * Self.factor(of: bound.2.map(String.init) ?? "")
    status = cells[3].prefixMatch(of: #/[1-5][0-9][0-9]\b/#).flatMap { Int($0.0) }
    words = cells[3].matches(of: #/`([^`]+)`/#).map { String($0.1) }
  }

  /// By how much a unit multiplies its number; 1 for what is counted one by one.
  private static func factor(of unit: String) -> Int {
    switch unit.prefix(while: \.isLetter) {
    case "KiB": 1 << 10
    case "MiB": 1 << 20
    case "GiB": 1 << 30
    case "s": 1_000
    case "min": 60_000
    case "h": 3_600_000
    default: 1
    }
  }
}

/// `docs/limits.md`, read as data.
enum LimitsPage {
  /// Every row of every table.
  ///
  /// - Returns: The rows in their order.
  /// - Throws: A failure that says what of the page cannot be read.
  static func limits() throws -> [Limit] {
    let text = try String(contentsOf: Repository.root.appending(path: "docs/limits.md"), encoding: .utf8)
    var limits: [Limit] = []
    var area = ""
    for line in text.split(separator: "\n") {
      if line.hasPrefix("## ") { area = String(line.dropFirst(3)) }
      guard line.hasPrefix("| `") else { continue }
      let cells = line.dropFirst().dropLast().split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      limits.append(try Limit(cells: cells, area: area))
    }
    return limits
  }
}
