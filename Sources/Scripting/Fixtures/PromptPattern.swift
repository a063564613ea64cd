import CPCRE2

/// A regular expression of a fixture, compiled once when the file is read.
///
/// The language is PCRE2's, over characters of Unicode: `\d`, `\w` and `\b` know all scripts, `$` and `.` any line end.
/// PCRE2 gives no bound on all work of a match, so its items are counted as they are tried (``PatternSteps``).
final class PromptPattern: Sendable {
  /// Bytes a pattern may have.
  static let maximumPatternLength = 1000
  /// Bytes a compiled pattern may take: repeated groups are written out.
  static let maximumCompiledSize = 32 << 10
  /// What one match may keep to go back to, in KiB.
  static let maximumHeap: UInt32 = 64 << 10

  /// What is wrong with a pattern.
  struct Problem: Error, CustomStringConvertible {
    var description: String
  }

  /// The text between the slashes.
  let source: String
  /// Letters of `imsx`, sorted.
  let flags: String
  let groups: PatternGroups
  /// PCRE2's code is read-only once made, and may be matched with by any number of threads.
  private nonisolated(unsafe) let code: OpaquePointer
  private let cost: pollux_pattern_cost

  /// Compiles a pattern.
  ///
  /// - Parameters:
  ///   - source: The text between the slashes.
  ///   - flags: Any of `i` (no case), `m` (`^` and `$` at lines), `s` (`.` takes newlines), `x` (spaces ignored).
  /// - Throws: What PCRE2 says, and where.
  init(source: String, flags: String) throws(Problem) {
    self.source = source
    self.flags = flags
    code = try Self.compiled(source, flags: flags)
    groups = PatternGroups(of: code)
    cost = Self.cost(of: code, source)
  }

  deinit {
    pcre2_code_free_8(code)
  }

  /// As a fixture writes it.
  var text: String { "/\(source.prefix(200))/\(flags)" }

  /// The groups of the first match; nil when nothing fits.
  ///
  /// - Parameters:
  ///   - text: Where to look; all of it is looked at.
  ///   - steps: What the match is paid from.
  /// - Returns: The groups; nil when nothing fits.
  /// - Throws: Where that does not suffice to tell.
  func captures(in text: String, _ steps: PatternSteps) throws(PatternTooCostly) -> Captures? {
    var text = text
    let found: Result<Captures?, PatternTooCostly> = text.withUTF8 { bytes in
      Result { () throws(PatternTooCostly) in try captures(in: bytes, steps) }
    }
    return try found.get()
  }

  private func captures(in text: UnsafeBufferPointer<UInt8>, _ steps: PatternSteps) throws(PatternTooCostly)
    -> Captures?
  {
    guard let data = pcre2_match_data_create_from_pattern_8(code, nil), let context = pcre2_match_context_create_8(nil)
    else { throw tooCostly("the memory there is") }
    defer {
      pcre2_match_data_free_8(data)
      pcre2_match_context_free_8(context)
    }
    var cost = cost
    let limit = steps.limit(bytes: text.count)
    cost.limit = UInt64(limit)
    // An empty buffer may have no address, which PCRE2 takes for an error.
    let empty: [UInt8] = [0]
    let result = empty.withUnsafeBufferPointer { empty in
      withUnsafeMutablePointer(to: &cost) { cost in
        pcre2_set_callout_8(context, { pollux_count_cost($0, $1) }, cost)
        // The steps are the bound; a place of the text that takes this many takes more steps than there are.
        pcre2_set_match_limit_8(context, UInt32.max)
        pcre2_set_depth_limit_8(context, UInt32.max)
        pcre2_set_heap_limit_8(context, Self.maximumHeap)
        return pcre2_match_8(
          code,
          text.baseAddress ?? empty.baseAddress,
          text.count,
          0,
          UInt32(PCRE2_NO_UTF_CHECK),
          data,
          context
        )
      }
    }
    steps.spend(Int(clamping: cost.used))
    switch result {
    case PCRE2_ERROR_NOMATCH: return nil
    case PCRE2_ERROR_CALLOUT: throw tooCostly("\(limit) steps")
    case PCRE2_ERROR_HEAPLIMIT, PCRE2_ERROR_NOMEMORY: throw tooCostly("\(Self.maximumHeap / 1024) MiB")
    case 1...: return captures(data, in: text)
    default: throw tooCostly("PCRE2 allows (\(Self.message(result)))")
    }
  }

  private func captures(_ data: OpaquePointer, in text: UnsafeBufferPointer<UInt8>) -> Captures {
    var captures = Captures()
    guard let offsets = pcre2_get_ovector_pointer_8(data) else { return captures }
    for group in 0...groups.count {
      let (start, end) = (offsets[2 * group], offsets[2 * group + 1])
      // A group that took no part has the largest offset there is, -1 in Swift; \K may put the start behind the end.
      let isSet = start >= 0 && start <= end && end <= text.count
      captures.numbered.append(isSet ? String(decoding: text[start..<end], as: UTF8.self) : "")
    }
    for (name, number) in groups.numbers where captures.named[name]?.isEmpty ?? true {
      captures.named[name] = captures.numbered[number]
    }
    return captures
  }

  private func tooCostly(_ bound: String) -> PatternTooCostly { PatternTooCostly(pattern: text, bound: bound) }
}

// MARK: - Compiling

extension PromptPattern {
  private static func compiled(_ source: String, flags: String) throws(Problem) -> OpaquePointer {
    guard source.utf8.count <= maximumPatternLength else {
      throw Problem(description: "longer than \(maximumPatternLength) bytes")
    }
    let letters: [Character: UInt32] = [
      "i": UInt32(PCRE2_CASELESS), "m": UInt32(PCRE2_MULTILINE), "s": UInt32(PCRE2_DOTALL),
      "x": UInt32(PCRE2_EXTENDED),
    ]
    let options = flags.reduce(
      UInt32(PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C) | UInt32(PCRE2_AUTO_CALLOUT)
    ) { $0 | (letters[$1] ?? 0) }
    guard let context = pcre2_compile_context_create_8(nil) else { throw Problem(description: "no memory is left") }
    defer { pcre2_compile_context_free_8(context) }
    pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_ANYCRLF))
    var error: Int32 = 0
    var offset = 0
    var source = source
    let code = source.withUTF8 { bytes in
      pcre2_compile_8(bytes.baseAddress, bytes.count, options, &error, &offset, context)
    }
    guard let code else {
      let place = source.utf8.prefix(offset).count { $0 & 0xC0 != 0x80 }
      throw Problem(description: "\(message(error)) (behind character \(place))")
    }
    guard size(of: code) <= maximumCompiledSize else {
      pcre2_code_free_8(code)
      throw Problem(description: "its repetitions make it too large; repeat less, or smaller groups")
    }
    return code
  }

  private static func size(of code: OpaquePointer) -> Int {
    var size = 0
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_SIZE), &size)
    return size
  }

  /// What PCRE2 does between two items of a pattern without a word is charged by the worst the pattern may ask for: a
  /// count that must be reached before it fails, and a class whose ranges are gone through for each character.
  private static func cost(of code: OpaquePointer, _ source: String) -> pollux_pattern_cost {
    var backReferences: UInt32 = 0
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_BACKREFMAX), &backReferences)
    let pieces = source.split(separator: "{", omittingEmptySubsequences: false)
    let least = zip(pieces, pieces.dropFirst()).compactMap { before, count in
      // \x{2014} and its like name a character.
      before.hasSuffix("\\x") || before.hasSuffix("\\o") ? nil : Int(count.prefix { $0.isASCII && $0.isNumber })
    }
    let longestClass = source.split(separator: "[").dropFirst().map(\.utf8.count).max() ?? 0
    return pollux_pattern_cost(
      limit: 0,
      used: 0,
      for_item: UInt64(1 + (least.max() ?? 0) / 16),
      for_byte: UInt64(1 + longestClass / 32),
      compares_groups: backReferences > 0 ? 1 : 0,
      position: 0
    )
  }

  private static func message(_ error: Int32) -> String {
    var text = [UInt8](repeating: 0, count: 256)
    pcre2_get_error_message_8(error, &text, text.count)
    return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
  }
}
