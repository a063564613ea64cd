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

  private let marker: [UInt8]
  private var newline: [UInt8] = []
  private var state = State.beforeFirstPart
  /// What came and could not be told apart yet.
  private var rest: [UInt8] = []

  /// Creates a reader.
  ///
  /// - Parameter boundary: What `Content-Type` says it is.
  init(boundary: String) {
    marker = Array("--\(boundary)".utf8)
  }

  /// Takes the next bytes of the body.
  ///
  /// - Parameter bytes: Some bytes.
  /// - Returns: What is known now.
  /// - Throws: `INVALID_ARGUMENT` for a body of another form.
  mutating func take(_ bytes: [UInt8]) throws(Status) -> [Event] {
    guard state != .complete else { return [] }
    rest += bytes
    var events: [Event] = []
    while try step(&events) {}
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
      guard let end = rest.position(of: newline + marker) else {
        try checkRest(UploadMetadata.limit, "its JSON is")
        return false
      }
      events.append(.metadata(Array(rest[..<end])))
      rest.removeFirst(end + newline.count + marker.count)
      state = .behindPart(isMedia: false)
      return true
    case .media: return passBytes(&events)
    case .behindPart(let isMedia): return try readBehindPart(isMedia, &events)
    case .complete: return false
    }
  }

  private mutating func findFirstPart() throws(Status) -> Bool {
    guard let start = rest.position(of: marker), let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) else {
      try checkRest(Self.preambleLimit, "what stands before its first boundary is")
      return false
    }
    guard start == 0 || rest[start - 1] == UInt8(ascii: "\n") else {
      throw .multipart("its first boundary does not begin a line")
    }
    newline = rest[end - 1] == UInt8(ascii: "\r") ? Array("\r\n".utf8) : Array("\n".utf8)
    rest.removeFirst(end + 1)
    state = .headers(isMedia: false)
    return true
  }

  private mutating func readHeaders(_ isMedia: Bool, _ events: inout [Event]) throws(Status) -> Bool {
    let isEmpty = rest.starts(with: newline)
    guard isEmpty || rest.position(of: newline + newline) != nil else {
      try checkRest(Self.headerLimit, "the head of a part is")
      return false
    }
    let end = isEmpty ? 0 : rest.position(of: newline + newline) ?? 0
    let head = PartHead(rest[..<end])
    rest.removeFirst(end + (isEmpty ? newline.count : 2 * newline.count))
    if isMedia {
      try head.checkEncoding()
      events.append(.media(type: head.mediaType))
    }
    state = isMedia ? .media : .metadata
    return true
  }

  /// Gives everything that can be no part of the marker.
  private mutating func passBytes(_ events: inout [Event]) -> Bool {
    let end = newline + marker
    // Two bytes behind the marker tell whether it is one.
    if let position = rest.position(of: end) {
      guard rest.count >= position + end.count + 2 else {
        give(position, &events)
        return false
      }
      give(position, &events)
      rest.removeFirst(end.count)
      state = .behindPart(isMedia: true)
      return true
    }
    give(rest.count - min(rest.count, end.count - 1), &events)
    return false
  }

  private mutating func readBehindPart(_ isMedia: Bool, _ events: inout [Event]) throws(Status) -> Bool {
    guard rest.count >= 2 else { return false }
    let isEnd = rest.starts(with: Array("--".utf8))
    if isMedia {
      if isEnd {
        state = .complete
        rest = []
        return false
      }
      guard !rest.starts(with: newline) else { throw .multipart("it has more than two parts") }
      // Bytes of the file that only begin like the marker.
      events.append(.bytes(newline + marker))
      state = .media
      return true
    }
    guard !isEnd else { throw .multipart("it has no second part with the bytes of the file") }
    guard rest.starts(with: newline) else { throw .multipart("its JSON holds the boundary") }
    rest.removeFirst(newline.count)
    state = .headers(isMedia: true)
    return true
  }

  private mutating func give(_ count: Int, _ events: inout [Event]) {
    guard count > 0 else { return }
    events.append(.bytes(Array(rest[..<count])))
    rest.removeFirst(count)
  }

  private func checkRest(_ limit: Int, _ part: String) throws(Status) {
    guard rest.count <= limit else { throw .multipart("\(part) longer than \(limit) bytes") }
  }
}

extension [UInt8] {
  /// Where a pattern begins for the first time; nil where it does not occur.
  fileprivate func position(of pattern: [UInt8]) -> Int? {
    guard let first = pattern.first, count >= pattern.count else { return nil }
    return withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return nil }
      var start = 0
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
