import GeminiAPI

/// Parts of a user's message in the Gemini API's form.
enum ChatMedia {
  /// - Parameters:
  ///   - part: The part.
  ///   - field: Its name in messages about it.
  /// - Returns: A part of a content.
  /// - Throws: `INVALID_ARGUMENT` that names the field at fault.
  static func part(_ part: ChatPart, at field: FieldName) throws(Status) -> JSONValue {
    switch part.type {
    case "text":
      guard let text = part.text else { throw .fault(field.field("text"), "is missing.") }
      return ["text": .string(text)]
    case "image_url":
      guard let url = part.imageURL, !url.isEmpty else { throw .fault(field.field("image_url.url"), "is missing.") }
      return try media(url, at: field.field("image_url.url"))
    case "input_audio":
      guard let audio = part.audio else { throw .fault(field.field("input_audio"), "is missing.") }
      let isName = audio.format.utf8.allSatisfy { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || 48...57 ~= $0 }
      guard isName, (1...16).contains(audio.format.utf8.count) else {
        throw .fault(field.field("input_audio.format"), "must be a name such as wav or mp3.")
      }
      return try blob("audio/\(audio.format)", audio.data, at: field.field("input_audio.data"))
    case "file": return try file(part.file, at: field.field("file"))
    default:
      throw .fault(
        field.field("type"),
        "'\(part.type.prefix(bytes: 50))' is not one of text, image_url, input_audio, file."
      )
    }
  }

  private static func file(_ file: ChatFile?, at field: FieldName) throws(Status) -> JSONValue {
    if let id = file?.fileID, !id.isEmpty { return ["fileData": ["fileUri": .string(id)]] }
    guard let data = file?.fileData, !data.isEmpty else {
      throw .fault(field, "has neither file_data nor file_id.")
    }
    if data.utf8.starts(with: "data:".utf8) { return try media(data, at: field.field("file_data")) }
    guard let name = file?.filename, let type = MediaTypes.type(ofFileNamed: name) else {
      throw .fault(
        field.field("file_data"),
        "its type is not known: send a URI data:TYPE;base64,… or a filename whose suffix tells the type."
      )
    }
    return try blob(type, data, at: field.field("file_data"))
  }

  /// What stands at an address: in a `data:` URI itself, or elsewhere, which is told as it is.
  private static func media(_ url: String, at field: FieldName) throws(Status) -> JSONValue {
    guard url.utf8.starts(with: "data:".utf8) else { return ["fileData": ["fileUri": .string(url)]] }
    let rest = url.utf8.dropFirst("data:".utf8.count)
    guard let comma = rest.firstIndex(of: UInt8(ascii: ",")) else {
      throw .fault(field, "a data: URI must have the form data:TYPE;base64,….")
    }
    let words = rest[..<comma].split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map {
      String($0) ?? ""
    }
    guard words.count > 1, words.last?.lowercased() == "base64" else {
      throw .fault(field, "a data: URI must be in base64: data:TYPE;base64,….")
    }
    let type = words.first.flatMap { $0.isEmpty ? nil : $0 } ?? "text/plain"
    return try blob(type, String(rest[rest.index(after: comma)...]) ?? "", at: field)
  }

  private static func blob(_ type: String, _ base64: String, at field: FieldName) throws(Status) -> JSONValue {
    guard Base64.decode(Array(base64.utf8)) != nil else { throw .fault(field, "its data is not base64.") }
    return ["inlineData": ["mimeType": .string(type), "data": .string(base64)]]
  }
}
