import GeminiAPI
import NIOHTTP1

/// What a request about a started upload wants, by `X-Goog-Upload-Command`.
enum UploadCommand: Hashable {
  /// Take the body as the bytes from an offset on; with `finalize`, they are the last.
  case upload(offset: Int, isLast: Bool)
  /// Make the file; everything has been sent before.
  case finalize
  /// Say how much has come.
  case query
  case cancel

  /// Reads the command.
  ///
  /// - Parameter headers: The request's headers.
  /// - Throws: `INVALID_ARGUMENT` that names the header and what it takes.
  init(_ headers: HTTPHeaders) throws(Status) {
    let words = Self.words(headers)
    switch words {
    case ["upload"]: self = .upload(offset: try Self.offset(headers), isLast: false)
    case ["upload", "finalize"]: self = .upload(offset: try Self.offset(headers), isLast: true)
    case ["finalize"]: self = .finalize
    case ["query"]: self = .query
    case ["cancel"]: self = .cancel
    default:
      throw .invalidArgument(
        "X-Goog-Upload-Command is '\(words.joined(separator: ", ").prefix(bytes: 50))'; it takes upload, 'upload, finalize', "
          + "finalize, query or cancel."
      )
    }
  }

  /// The words of the header in lower case.
  static func words(_ headers: HTTPHeaders) -> [String] {
    headers[canonicalForm: "x-goog-upload-command"].map { $0.lowercased() }
  }

  private static func offset(_ headers: HTTPHeaders) throws(Status) -> Int {
    let text = headers.first(name: "x-goog-upload-offset") ?? ""
    guard let offset = Int(text), offset >= 0 else {
      throw .invalidArgument(
        "X-Goog-Upload-Offset must say how many bytes came before; it is '\(text.prefix(bytes: 50))'."
      )
    }
    return offset
  }
}
