import Testing
import TestSupport

/// A request that the validation has something to say about.
struct ValidationCase: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var target: String
  var body: String
  /// The whole message; empty for a request that is answered.
  var message = ""

  /// - Parameters:
  ///   - description: What is tried.
  ///   - model: The model's id.
  ///   - contents: The elements of `contents`.
  ///   - members: Further members of the body.
  ///   - message: What the refusal says.
  init(
    _ description: String,
    _ model: String = "gemini-2.5-flash",
    contents: String = #"{"role": "user", "parts": [{"text": "hi"}]}"#,
    with members: String = "",
    message: String = ""
  ) {
    testDescription = description
    target = "/v1beta/models/\(model):generateContent"
    body = #"{"contents": [\#(contents)]\#(members.isEmpty ? "" : ", ")\#(members)}"#
    self.message = message
  }

  /// One that sets something in `generationConfig`.
  static func config(
    _ description: String,
    at model: String = "gemini-2.5-flash",
    _ config: String,
    message: String = ""
  )
    -> ValidationCase
  {
    ValidationCase(description, model, with: #""generationConfig": {\#(config)}"#, message: message)
  }

  /// One that names a field at fault.
  static func fault(_ description: String, config: String, _ field: String, _ message: String) -> ValidationCase {
    .config(description, config, message: line("generation_config.\(field)", message))
  }

  static func line(_ field: String, _ message: String) -> String { "* GenerateContentRequest.\(field): \(message)\n" }

  static let user = #"{"role": "user", "parts": [{"text": "hi"}]}"#
  static let model = #"{"role": "model", "parts": [{"text": "Hello."}]}"#
  static let call = #"{"role": "model", "parts": [{"functionCall": {"name": "f", "args": {}}}]}"#
  static let response = #"{"role": "user", "parts": [{"functionResponse": {"name": "f", "response": {"a": 1}}}]}"#
  /// As clients send back what another provider's tools did.
  static let selfAnswered =
    #"{"role": "model", "parts": [{"functionCall": {"name": "f", "args": {}}}, "#
    + #"{"functionResponse": {"name": "f", "response": {"a": 1}}}, {"text": "Done."}]}"#

  /// A model's turn with one call that carries a signature.
  static func signedCall(_ signature: String) -> String {
    #"{"role": "model", "parts": [{"functionCall": {"name": "f"}, "thoughtSignature": "\#(signature)"}]}"#
  }

  /// `tools` with functions of these declarations.
  static func functions(_ declarations: String) -> String {
    #""tools": [{"functionDeclarations": [\#(declarations)]}]"#
  }
}
