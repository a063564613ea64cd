import GeminiAPI

/// A file's media type is one at all, `image/png`; which types code takes is asked when files are numbered.
///
/// Clients that sent `png` were refused so in 2025.
struct MediaTypeRule: RequestRule {
  func check(_ subject: RuleSubject) throws(Status) {
    for part in subject.request.contents.lazy.flatMap(\.parts) {
      let type: String
      switch part.data {
      case .inlineData(let blob)?: type = blob.mimeType
      case .fileData(let file)?: type = file.mimeType ?? ""
      default: continue
      }
      guard !type.isEmpty, !MediaType.isOne(type) else { continue }
      throw .unsupportedMediaType(type)
    }
  }
}
