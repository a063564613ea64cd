import CPCRE2

/// The capture groups of a regular expression, known before any match so that templates can be checked.
struct PatternGroups: Sendable {
  /// Group numbers by name, in the order of the names; one name may stand for several groups.
  private(set) var numbers: [(name: String, number: Int)] = []
  /// Groups with and without a name; the whole match is not counted.
  private(set) var count = 0

  var names: [String] { numbers.map(\.name) }

  /// Reads the table of names of a compiled pattern.
  init(of code: OpaquePointer) {
    var (captures, names, size): (UInt32, UInt32, UInt32) = (0, 0, 0)
    var table: UnsafePointer<UInt8>?
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_CAPTURECOUNT), &captures)
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMECOUNT), &names)
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMEENTRYSIZE), &size)
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table)
    count = Int(captures)
    guard let table else { return }
    for index in 0..<Int(names) {
      // An entry is the group's number in two bytes, the most significant first, then the name with a zero behind it.
      let entry = UnsafeBufferPointer(start: table + index * Int(size), count: Int(size))
      let name = String(decoding: entry.dropFirst(2).prefix { $0 != 0 }, as: UTF8.self)
      numbers.append((name, Int(entry[0]) << 8 | Int(entry[1])))
    }
  }
}
