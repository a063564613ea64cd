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

  package init(
    model: String,
    request: GenerateContentRequest,
    inputFiles: [InputFileDescription] = [],
    codeExecutionIsOn: Bool
  ) {
    self.model = model
    self.request = request
    self.inputFiles = inputFiles
    self.codeExecutionIsOn = codeExecutionIsOn
  }
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
