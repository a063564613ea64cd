import GeminiAPI

/// The target of a request line, `/v1beta/models/m:generateContent?alt=sse`, taken apart and decoded.
struct RequestTarget {
  /// As it came, without query; for messages.
  let path: String
  /// Decoded, empty ones left out, since a base URL that ends in `/` gives `//`.
  let segments: [String]
  /// The name behind `/t/`, by which clients that can set nothing but an address say whose tests they are; such a path
  /// is read as if it began behind it.
  let namespace: String?
  private let query: ArraySlice<UInt8>

  /// The query as it came.
  var queryText: String { String(decoding: query, as: UTF8.self) }

  /// Takes a target apart.
  ///
  /// - Parameter uri: In origin form, or in absolute form as proxies send it.
  /// - Throws: `INVALID_ARGUMENT` for a percent sign without two hexadecimal digits or text that is no UTF-8.
  init(_ uri: String) throws(Status) {
    var rest = uri[...]
    if !rest.hasPrefix("/"), let scheme = rest.firstRange(of: "://") {
      rest = rest[scheme.upperBound...].drop { $0 != "/" && $0 != "?" }
    }
    // Bytes from here on: what separates is ASCII, and characters cost ten times as much.
    let target = Array(rest.utf8)
    let path = target.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    query = target[path.endIndex...].dropFirst().prefix { $0 != UInt8(ascii: "#") }
    var segments: [String] = []
    for segment in path.split(separator: UInt8(ascii: "/")) {
      let decoded = try Self.decoded(segment, plusIsBlank: false)
      // A slash may come as %2F: some clients encode the whole name `models/…`.
      let hasSlash = segment.contains(UInt8(ascii: "%")) && decoded.contains("/")
      segments += hasSlash ? decoded.split(separator: "/").map(String.init) : [decoded]
    }
    let text = String(decoding: path, as: UTF8.self)
    guard segments.first == "t", segments.count > 1 else {
      (self.segments, self.path, namespace) = (segments, text, nil)
      return
    }
    namespace = segments[1]
    self.segments = Array(segments.dropFirst(2))
    self.path = "/" + text.split(separator: "/").dropFirst(2).joined(separator: "/")
  }

  /// The first value of a query parameter under any of its names.
  ///
  /// - Parameter names: The names a client may use, such as `pageSize` and `page_size`.
  /// - Returns: The decoded value, nil where the parameter is absent.
  /// - Throws: `INVALID_ARGUMENT` for a value that cannot be decoded.
  func parameter(_ names: String...) throws(Status) -> String? {
    guard !query.isEmpty else { return nil }
    for pair in query.split(separator: UInt8(ascii: "&")) {
      let name = pair.prefix { $0 != UInt8(ascii: "=") }
      // Python's older client writes `%24alt`.
      let isEncoded = name.contains(UInt8(ascii: "%"))
      let decoded = isEncoded ? try Self.decoded(name, plusIsBlank: true) : String(decoding: name, as: UTF8.self)
      guard names.contains(decoded) else { continue }
      return try Self.decoded(pair[name.endIndex...].dropFirst(), plusIsBlank: true)
    }
    return nil
  }

  private static func decoded(_ text: ArraySlice<UInt8>, plusIsBlank: Bool) throws(Status) -> String {
    guard text.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else {
      return String(decoding: text, as: UTF8.self)
    }
    var bytes: [UInt8] = []
    var rest = text
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst()?.hexDigit, let low = rest.popFirst()?.hexDigit else { throw .badEncoding }
        bytes.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsBlank: bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
    }
    guard let decoded = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else { throw .badEncoding }
    return decoded
  }
}

extension UInt8 {
  fileprivate var hexDigit: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

extension Status {
  fileprivate static let badEncoding = Status(
    code: .invalidArgument,
    message: "The request's URL is not valid: percent-encoding must give UTF-8."
  )
}
