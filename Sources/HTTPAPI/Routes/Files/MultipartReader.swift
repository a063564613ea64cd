import GeminiAPI
import Glibc

/// Takes a `multipart/related` body of two parts apart as it comes: JSON, then the bytes of a file (RFC 2387).
///
/// Lines end as the first one does, with CR LF or, as Python's email package writes them, with LF alone.
struct MultipartReader {
  enum Event: Hashable {
    /// The whole first part.
    case metadata([UInt8])
    /// The second part begins; its media type, if it has one.
    case media(type: String?)
    /// The next bytes of the second part.
    case bytes([UInt8])
  }

  private enum State: Hashable {
    case beforeFirstPart
    case headers(isMedia: Bool)
    case metadata
    case media
    /// Behind the marker that ends a part.
    case behindPart(isMedia: Bool)
    case complete
  }

  private static let preambleLimit = 4 << 10
  private static let headerLimit = 16 << 10

  private static let crossing = Array("--".utf8)

  private let marker: [UInt8]
  private var newline: [UInt8] = []
  /// What ends a part: a line's end, and the marker.
  private var end: [UInt8] = []
  private var state = State.beforeFirstPart
  /// What came and could not be told apart yet, behind what was.
  private var bytes: [UInt8] = []
  /// How many of the bytes are done with; they are cut off once for each piece.
  private var start = 0
  /// Before here nothing that is looked for begins: a piece that comes is looked through once, not all before it again.
  private var searched = 0

  /// Creates a reader.
  ///
  /// - Parameter boundary: What `Content-Type` says it is.
  init(boundary: String) {
    marker = Array("--\(boundary)".utf8)
  }

  /// Takes the next bytes of the body.
  ///
  /// - Parameter piece: Some bytes.
  /// - Returns: What is known now.
  /// - Throws: `INVALID_ARGUMENT` for a body of another form.
  mutating func take(_ piece: [UInt8]) throws(Status) -> [Event] {
    guard state != .complete else { return [] }
    bytes += piece
    var events: [Event] = []
    while try step(&events) {}
    bytes.removeFirst(start)
    searched -= start
    start = 0
    return events
  }

  /// Checks that the body has not ended too early.
  ///
  /// - Throws: `INVALID_ARGUMENT` where its last boundary is missing.
  func checkComplete() throws(Status) {
    guard state == .complete else { throw .multipart("it ends before its last boundary") }
  }

  /// Goes on by one state.
  ///
  /// - Returns: Whether there may be more to do with what is here.
  private mutating func step(_ events: inout [Event]) throws(Status) -> Bool {
    switch state {
    case .beforeFirstPart: return try findFirstPart()
    case .headers(let isMedia): return try readHeaders(isMedia, &events)
    case .metadata:
      guard let position = find(end) else {
        try checkRest(UploadMetadata.limit, "its JSON is")
        return false
      }
      events.append(.metadata(Array(bytes[start..<position])))
      pass(to: position + end.count)
      state = .behindPart(isMedia: false)
      return true
    case .media: return passBytes(&events)
    case .behindPart(let isMedia): return try readBehindPart(isMedia, &events)
    case .complete: return false
    }
  }

  private mutating func findFirstPart() throws(Status) -> Bool {
    guard let position = find(marker), let lineEnd = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) else {
      try checkRest(Self.preambleLimit, "what stands before its first boundary is")
      return false
    }
    guard position == start || bytes[position - 1] == UInt8(ascii: "\n") else {
      throw .multipart("its first boundary does not begin a line")
    }
    newline = bytes[lineEnd - 1] == UInt8(ascii: "\r") ? Array("\r\n".utf8) : Array("\n".utf8)
    end = newline + marker
    pass(to: lineEnd + 1)
    state = .headers(isMedia: false)
    return true
  }

  private mutating func readHeaders(_ isMedia: Bool, _ events: inout [Event]) throws(Status) -> Bool {
    let isEmpty = bytes[start...].starts(with: newline)
    guard let position = isEmpty ? start : find(newline + newline) else {
      try checkRest(Self.headerLimit, "the head of a part is")
      return false
    }
    let head = PartHead(bytes[start..<position])
    pass(to: position + (isEmpty ? 1 : 2) * newline.count)
    if isMedia {
      try head.checkEncoding()
      events.append(.media(type: head.mediaType))
    }
    state = isMedia ? .media : .metadata
    return true
  }

  /// Gives everything that can be no part of the marker.
  private mutating func passBytes(_ events: inout [Event]) -> Bool {
    guard let position = find(end) else {
      give(to: max(start, bytes.count - (end.count - 1)), &events)
      return false
    }
    give(to: position, &events)
    // Two bytes behind the marker tell whether it is one.
    guard bytes.count >= position + end.count + 2 else { return false }
    pass(to: position + end.count)
    state = .behindPart(isMedia: true)
    return true
  }

  private mutating func readBehindPart(_ isMedia: Bool, _ events: inout [Event]) throws(Status) -> Bool {
    guard bytes.count >= start + 2 else { return false }
    let isEnd = bytes[start...].starts(with: Self.crossing)
    let isLineEnd = bytes[start...].starts(with: newline)
    if isMedia {
      if isEnd {
        state = .complete
        pass(to: bytes.count)
        return false
      }
      guard !isLineEnd else { throw .multipart("it has more than two parts") }
      // Bytes of the file that only begin like the marker.
      events.append(.bytes(end))
      state = .media
      return true
    }
    guard !isEnd else { throw .multipart("it has no second part with the bytes of the file") }
    guard isLineEnd else { throw .multipart("its JSON holds the boundary") }
    pass(to: start + newline.count)
    state = .headers(isMedia: true)
    return true
  }

  private mutating func give(to position: Int, _ events: inout [Event]) {
    guard position > start else { return }
    events.append(.bytes(Array(bytes[start..<position])))
    pass(to: position)
  }

  /// Is done with the bytes before a position.
  private mutating func pass(to position: Int) {
    start = position
    searched = position
  }

  /// Where a pattern begins for the first time; where it does not, only what comes later is looked through for it.
  private mutating func find(_ pattern: [UInt8]) -> Int? {
    let position = bytes.position(of: pattern, from: searched)
    searched = position ?? max(searched, bytes.count - pattern.count + 1)
    return position
  }

  private func checkRest(_ limit: Int, _ part: String) throws(Status) {
    guard bytes.count - start <= limit else { throw .multipart("\(part) longer than \(limit) bytes") }
  }
}

extension [UInt8] {
  /// Where a pattern begins for the first time from a position on; nil where it does not occur.
  fileprivate func position(of pattern: [UInt8], from beginning: Int) -> Int? {
    guard let first = pattern.first, count >= pattern.count else { return nil }
    return withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return nil }
      var start = beginning
      let last = bytes.count - pattern.count
      while start <= last, let found = memchr(base + start, Int32(first), last - start + 1) {
        start = UnsafeRawPointer(found) - base
        if memcmp(base + start, pattern, pattern.count) == 0 { return start }
        start += 1
      }
      return nil
    }
  }
}
