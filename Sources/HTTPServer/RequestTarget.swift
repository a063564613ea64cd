package import GeminiAPI

/// The target of a request line, `/v1beta/models/m:generateContent?alt=sse`, taken apart and decoded.
package struct RequestTarget: Sendable {
  /// As it came, without query; for messages.
  package let path: String
  /// Decoded, empty ones left out, since a base URL that ends in `/` gives `//`.
  package let segments: [String]
  /// The name behind `/t/`, by which clients that can set nothing but an address say whose tests they are; such a path
  /// is read as if it began behind it.
  ///
  /// It is taken off once, before any rule looks at the path.
  package let namespace: String?
  private let query: ArraySlice<UInt8>

  /// The query as it came.
  package var queryText: String { String(decoding: query, as: UTF8.self) }

  /// Takes a target apart.
  ///
  /// - Parameter uri: In origin form, or in absolute form as proxies send it.
  /// - Throws: `INVALID_ARGUMENT` for a percent sign without two hexadecimal digits or text that is not UTF-8.
  package init(_ uri: String) throws(Status) {
    // Bytes: what separates is ASCII, and characters cost ten times as much.
    let target = Array((uri.utf8.first == UInt8(ascii: "/") ? uri : Self.withoutAuthority(uri)).utf8)
    let path = target.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    query = target[path.endIndex...].dropFirst().prefix { $0 != UInt8(ascii: "#") }
    var segments: [String] = []
    segments.reserveCapacity(4)
    // How many bytes of the path the first two segments take, where each came as one of its own.
    var prefixEnd: Int?
    var rest = path
    while !rest.isEmpty {
      let segment = rest.prefix { $0 != UInt8(ascii: "/") }
      rest = rest[segment.endIndex...].dropFirst()
      guard !segment.isEmpty else { continue }
      guard let decoded = PercentEncoding.decoded(segment, plusIsBlank: false) else { throw .badEncoding }
      // A slash may come as %2F: some clients encode the whole name `models/…`.
      if segment.contains(UInt8(ascii: "%")), decoded.contains("/") {
        segments += decoded.split(separator: "/").map(String.init)
      } else {
        segments.append(decoded)
        if segments.count == 2 { prefixEnd = segment.endIndex }
      }
    }
    guard segments.first == "t", segments.count > 1 else {
      (self.segments, self.path, namespace) = (segments, String(decoding: path, as: UTF8.self), nil)
      return
    }
    namespace = segments[1]
    self.segments = Array(segments.dropFirst(2))
    let own = prefixEnd.map { String(decoding: path[$0...].drop { $0 == UInt8(ascii: "/") }, as: UTF8.self) }
    self.path = "/" + (own ?? self.segments.map(PercentEncoding.encodedSegment).joined(separator: "/"))
  }

  /// A target in absolute form without scheme and server.
  private static func withoutAuthority(_ uri: String) -> String {
    guard let scheme = uri.firstRange(of: "://") else { return uri }
    return String(uri[scheme.upperBound...].drop { $0 != "/" && $0 != "?" })
  }

  /// The first value of a query parameter under any of its names.
  ///
  /// - Parameter names: The names a client may use, such as `pageSize` and `page_size`.
  /// - Returns: The decoded value, nil where the parameter is absent.
  /// - Throws: `INVALID_ARGUMENT` for a value that cannot be decoded.
  package func parameter(_ names: String...) throws(Status) -> String? {
    guard !query.isEmpty else { return nil }
    for pair in query.split(separator: UInt8(ascii: "&")) {
      let name = pair.prefix { $0 != UInt8(ascii: "=") }
      // Python's older client writes `%24alt`.
      guard let decoded = PercentEncoding.decoded(name, plusIsBlank: true) else { throw .badEncoding }
      guard names.contains(decoded) else { continue }
      guard let value = PercentEncoding.decoded(pair[name.endIndex...].dropFirst(), plusIsBlank: true) else {
        throw .badEncoding
      }
      return value
    }
    return nil
  }
}

extension Status {
  fileprivate static let badEncoding = Status(
    code: .invalidArgument,
    message: "The request's URL is not valid: percent-encoding must give UTF-8."
  )
}
