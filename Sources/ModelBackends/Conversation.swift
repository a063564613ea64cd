package import Executions
package import GeminiAPI

/// What a backend may see of a request: validated, with the model it names.
package struct Conversation: Sendable {
  /// The model's id without `models/`, for example `gemini-2.5-flash`.
  package var model: String
  package var request: GenerateContentRequest
  /// The files of the whole conversation, in the order code finds them numbered.
  package var inputFiles: [CodeFile]
  /// Whether the request turned the code execution tool on.
  package var codeExecutionIsOn: Bool
  /// How many tokens the prompt has.
  package var promptTokenCount = 0
  /// Why the bytes of a file are not here, told once somebody needs them: code that runs, another server's model.
  ///
  /// The file's part is `fileData` still.
  package var unreadFile: Status?
  /// Why the service itself would not read a file, told where no author's fixture answers.
  package var unfetchedFile: Status?
  /// Which of the contents asks; nil for the last one of the user's that does.
  package var askingContent: Int?
  /// How the request came.
  package var transport: RequestTransport

  package init(
    model: String,
    request: GenerateContentRequest,
    inputFiles: [CodeFile] = [],
    codeExecutionIsOn: Bool,
    transport: RequestTransport = RequestTransport()
  ) {
    self.model = model
    self.request = request
    self.inputFiles = inputFiles
    self.codeExecutionIsOn = codeExecutionIsOn
    self.transport = transport
  }
}

/// The API by which a model is asked.
package enum RequestAPI: String, CaseIterable, Sendable {
  case generateContent, live, interactions, openai
}

/// What of a request stands outside its message, for scripts that look at it; one object for all that ask.
package final class RequestTransport: Sendable {
  /// Whose counters the request moves; empty for the one that all share.
  package let namespace: String
  /// The API key, where there is one; never shown.
  package let key: String
  /// The path of the request for content, without query.
  package let path: String
  /// The path as the client sent it: another one where its request was translated.
  package let clientPath: String
  /// What follows the path's `?`, with keys; empty where nothing does.
  package let query: String
  /// Names and values in the order they came; asked for by few scripts, so made only then.
  package let headers: @Sendable () -> [(name: String, value: String)]
  /// The body as it came.
  package let body: [UInt8]
  package let isStream: Bool
  package let api: RequestAPI
  /// Told what the script does with the request; nil for nobody.
  package let note: (any RequestNote)?
  /// Why it may not use files and cached contents kept here; nil where it may.
  package let storedStateRefusal: Status?
  /// Tells its answer as it leaves; nil where nobody renders one.
  package let watch: (any AnswerWatch)?

  package init(
    namespace: String = "",
    key: String = "",
    path: String = "",
    clientPath: String? = nil,
    query: String = "",
    headers: @escaping @Sendable () -> [(name: String, value: String)] = { [] },
    body: [UInt8] = [],
    isStream: Bool = false,
    note: (any RequestNote)? = nil,
    storedStateRefusal: Status? = nil,
    watch: (any AnswerWatch)? = nil,
    api: RequestAPI = .generateContent
  ) {
    self.namespace = namespace
    self.key = key
    self.path = path
    self.clientPath = clientPath ?? path
    self.query = query
    self.headers = headers
    self.body = body
    self.isStream = isStream
    self.note = note
    self.storedStateRefusal = storedStateRefusal
    self.watch = watch
    self.api = api
  }

  /// The model's id that the path names, `gemini-2.5-flash` of `/v1beta/models/gemini-2.5-flash:generateContent`; empty
  /// where it names none.
  package var modelInPath: String {
    let path = PercentEncoding.decoded(Array(path.utf8)[...], plusIsBlank: false) ?? path
    guard let last = path.split(separator: "/").last else { return "" }
    return String(last[..<(last.lastIndex(of: ":") ?? last.endIndex)])
  }

  /// The same request with another body.
  package func with(body: [UInt8]) -> RequestTransport {
    RequestTransport(
      namespace: namespace,
      key: key,
      path: path,
      clientPath: clientPath,
      query: query,
      headers: headers,
      body: body,
      isStream: isStream,
      note: note,
      storedStateRefusal: storedStateRefusal,
      watch: watch,
      api: api
    )
  }
}

/// Keeps what became of one request.
package protocol RequestNote: AnyObject, Sendable {
  /// - Parameters:
  ///   - fixture: The name of the fixture that answers.
  ///   - location: Where it stands.
  func answered(by fixture: String, at location: SourceLocation)

  /// The request was found in order.
  /// - Parameter files: The files of the whole conversation, under the names by which code finds them.
  func passed(files: [CodeFile])

  /// No fixture answers.
  func missed()

  /// Code of the answer has run, or its result was written down.
  /// - Parameter run: What came of it, standard error and notices too.
  func ran(_ run: Execution)
}
