import GeminiAPI

/// A body as another tool recorded it.
enum ForeignBody: Hashable {
  case none
  /// Recorded as its JSON.
  case json(JSONValue)
  case bytes([UInt8])
  /// Recorded in a form that cannot be read.
  case unusable(reason: String)

  /// Reads one: a text; an object with the text as `string` or the bytes as `base64_string`, as VCR of Python and of Ruby
  /// write it; YAML's binary, which is read as such an object; or the JSON itself.
  init(_ value: JSONValue?) {
    switch value {
    case nil, .null?: self = .none
    case .string(let text)?: self = .bytes(Array(text.text.utf8))
    case .object(let members)? where members.isEmpty: self = .none
    case .object?:
      if let text = value?["base64_string"]?.text {
        self = Self.base64(text)
      } else if let text = value?["string"] {
        self.init(text)
      } else {
        self = value?["encoding"] == nil ? value.map { .json($0) } ?? .none : .none
      }
    case .array?: self = value.map { .json($0) } ?? .none
    case .number?, .bool?: self = .unusable(reason: "is neither text nor bytes")
    }
  }

  /// Bytes as Base64, with or without line ends.
  static func base64(_ text: String) -> ForeignBody {
    let digits = text.utf8.filter { !" \t\r\n".utf8.contains($0) }
    return Base64.decode(digits).map { .bytes($0) } ?? .unusable(reason: "has broken Base64")
  }

  /// The body without its content codings.
  ///
  /// - Parameters:
  ///   - coding: Decodes them.
  ///   - header: `Content-Encoding`, if the tool kept it.
  /// - Returns: The bytes; none if there is no body.
  /// - Throws: Why they cannot be read.
  func decoded(by coding: inout ContentCoding, _ header: String?) throws(ContentCoding.Failure) -> [UInt8] {
    switch self {
    case .none: []
    case .json(let value): value.json(pretty: true)
    case .bytes(let bytes): try coding.decoded(bytes, header)
    case .unusable(let reason): throw ContentCoding.Failure(reason: "it \(reason)")
    }
  }
}
