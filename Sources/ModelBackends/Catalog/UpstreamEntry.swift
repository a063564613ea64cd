/// Which API a server of models speaks.
package enum UpstreamAPI: String, CaseIterable, Sendable, Codable {
  case gemini
  /// The chat completions of OpenAI's API, as local servers have them.
  case openai
}

/// How code is brought out of a model of another server, or who runs it.
package enum UpstreamMode: String, CaseIterable, Sendable, Codable {
  /// As the model turns out to do best.
  case auto
  /// It calls a function.
  case tools
  /// It writes a Python block.
  case fence
  /// Its answer is begun with a block.
  case force
  /// The Gemini API runs code by its own tool; requests go there as they come.
  case pass

  /// Whether a server of the API can be asked so.
  package func fits(_ api: UpstreamAPI) -> Bool {
    switch self {
    case .auto, .tools, .fence, .force: api == .openai
    case .pass: api == .gemini
    }
  }

  /// What can be asked of an API, for messages.
  package static func names(for api: UpstreamAPI) -> String {
    allCases.filter { $0.fits(api) }.map(\.rawValue).joined(separator: ", ")
  }
}

/// A server that `models.yaml` names below `upstreams`.
package struct UpstreamEntry: Hashable, Sendable, Decodable {
  /// The address up to the version, `http://127.0.0.1:11434/v1`; of a Gemini API without it.
  package var url: String
  /// What it speaks; nil for `openai`.
  package var backend: UpstreamAPI?
  /// The model it is asked for by names it does not have itself.
  package var model: String?
  /// The variable that holds its key.
  package var keyEnvironment: String?
  package var mode: UpstreamMode?
  /// Whether its models see images; nil where that is found out.
  package var vision: Bool?
  /// The length of its models' context, in tokens.
  package var context: Int?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case url, backend, model, keyEnvironment, mode, vision, context
  }

  /// The first value that cannot be meant, with its key.
  var fault: (key: String, message: String)? {
    let api = backend ?? .openai
    if let mode, !mode.fits(api) {
      return ("mode", "'mode' of a server with the API \(api.rawValue) is one of \(UpstreamMode.names(for: api))")
    }
    if let context, !(256...16_777_216).contains(context) {
      return ("context", "'context' must be a whole number of tokens from 256 to 16777216")
    }
    if keyEnvironment?.isEmpty == true { return ("keyEnvironment", "'keyEnvironment' is the name of a variable") }
    return nil
  }
}
