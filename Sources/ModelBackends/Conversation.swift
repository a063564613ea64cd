package import GeminiAPI

/// What a backend may see of a request: validated, with the model it names.
package struct Conversation: Sendable {
  /// The model's id without `models/`, for example `gemini-2.5-flash`.
  package var model: String
  package var request: GenerateContentRequest
  /// The files of the whole conversation, in the order code finds them numbered.
  package var inputFiles: [InputFileDescription]
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
  /// How the request came.
  package var transport: RequestTransport

  package init(
    model: String,
    request: GenerateContentRequest,
    inputFiles: [InputFileDescription] = [],
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

/// What of a request stands outside its message, for scripts that look at it; one object for all that ask.
package final class RequestTransport: Sendable {
  /// Whose counters the request moves; empty for the one that all share.
  package let namespace: String
  /// The API key, where there is one; never shown.
  package let key: String
  /// As it came, without query.
  package let path: String
  /// Names and values in the order they came; asked for by few scripts, so made only then.
  package let headers: @Sendable () -> [(name: String, value: String)]
  /// The body as it came.
  package let body: [UInt8]
  package let isStream: Bool
  /// Told what the script does with the request; nil for nobody.
  package let note: (any RequestNote)?

  package init(
    namespace: String = "",
    key: String = "",
    path: String = "",
    headers: @escaping @Sendable () -> [(name: String, value: String)] = { [] },
    body: [UInt8] = [],
    isStream: Bool = false,
    note: (any RequestNote)? = nil
  ) {
    self.namespace = namespace
    self.key = key
    self.path = path
    self.headers = headers
    self.body = body
    self.isStream = isStream
    self.note = note
  }
}

/// Keeps what became of one request.
package protocol RequestNote: AnyObject, Sendable {
  /// - Parameters:
  ///   - fixture: The name of the fixture that answers.
  ///   - location: Where it stands.
  func answered(by fixture: String, at location: SourceLocation)

  /// No fixture answers.
  func missed()

  /// Code of the answer has run, or its result was written down.
  /// - Parameter run: What came of it, standard error and notices too.
  func ran(_ run: ExecutedCode)
}

/// A file of the conversation as code will find it in its working directory; the bytes stay elsewhere.
package struct InputFileDescription: Hashable, Sendable {
  /// The name in the working directory, for example `input_file_0.csv`.
  package var name: String
  package var mimeType: String
  /// The name the client gave, where it gave one.
  package var displayName: String?
  /// In bytes.
  package var size: Int

  package init(name: String, mimeType: String, displayName: String? = nil, size: Int) {
    self.name = name
    self.mimeType = mimeType
    self.displayName = displayName
    self.size = size
  }
}
