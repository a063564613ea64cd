import GeminiAPI

/// The header fields of one part of a multipart body.
struct PartHead {
  private static let plainEncodings = ["", "7bit", "8bit", "binary"]

  private var fields: [String: String] = [:]

  /// Reads lines of `Name: value`; others are passed over.
  ///
  /// - Parameter bytes: The lines, without the empty one behind them.
  init(_ bytes: ArraySlice<UInt8>) {
    for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      fields[line[..<colon].lowercased()] = String(value)
    }
  }

  /// What `Content-Type` says, without parameters.
  var mediaType: String? {
    fields["content-type"].map { String($0.prefix { $0 != ";" && $0 != " " }) }
  }

  /// Checks that the bytes stand there as they are.
  ///
  /// - Throws: `INVALID_ARGUMENT` for base64 and its like.
  func checkEncoding() throws(Status) {
    let encoding = fields["content-transfer-encoding"] ?? ""
    guard Self.plainEncodings.contains(encoding.lowercased()) else {
      throw .multipart(
        "Content-Transfer-Encoding '\(encoding.prefix(bytes: 50))' is not read; send the bytes as they are"
      )
    }
  }

  /// The boundary that a `Content-Type` of `multipart/…` names.
  ///
  /// - Parameter contentType: The header's value.
  /// - Returns: The boundary, without quotes.
  /// - Throws: `INVALID_ARGUMENT` where it names none.
  static func boundary(_ contentType: String) throws(Status) -> String {
    let parameters = contentType.split(separator: ";")
    for parameter in parameters.dropFirst() {
      let words = parameter.split(separator: "=", maxSplits: 1)
      guard words.count == 2, words[0].filter({ $0 != " " }).lowercased() == "boundary" else { continue }
      let boundary = words[1].filter { $0 != "\"" }
      // RFC 2046 §5.1.1.
      if parameters[0].lowercased().hasPrefix("multipart/"), (1...70).contains(boundary.utf8.count) { return boundary }
    }
    throw .invalidArgument(
      "A multipart upload needs 'Content-Type: multipart/related; boundary=…' with 1 to 70 characters; this request has "
        + "'\(contentType.prefix(bytes: 100))'."
    )
  }
}

extension Status {
  static func multipart(_ problem: String) -> Status {
    .invalidArgument(
      "The multipart body is not read: \(problem). It has two parts: the JSON of {\"file\": …}, then the bytes of the file."
    )
  }
}
