/// The methods of a model that are recorded and replayed, as paths name them; all are asked by `POST`.
package enum RecordedMethod: String, CaseIterable, Sendable {
  case generateContent, streamGenerateContent, countTokens, embedContent, batchEmbedContents, computeTokens, predict

  /// Whether the Gemini API has none of that name.
  var isVertexAlone: Bool { self == .computeTokens || self == .predict }

  /// The method that a path asks for; nil for one that no replay answers.
  init?(path: String) {
    let name = path.split(separator: "/").last ?? ""
    guard let colon = name.lastIndex(of: ":"), let method = Self(rawValue: String(name[colon...].dropFirst())),
      !method.isVertexAlone || RequestVariant.isVertex(path)
    else { return nil }
    self = method
  }
}
