/// The functions a model may call, and the one among them that runs code.
struct OfferedFunctions: Sendable {
  /// Names of functions, the code's too where it runs.
  private let names: Set<String>
  /// The function that runs code; nil where none does.
  let code: String?

  /// Whether calls of other functions are looked for too.
  let noticesStrangers: Bool

  /// - Parameters:
  ///   - functions: The client's.
  ///   - code: The function that runs code; nil where none does.
  ///   - noticesStrangers: Whether calls of other functions are looked for too.
  init(_ functions: Set<String>, code: String?, noticesStrangers: Bool) {
    names = functions.union(code.map { [$0] } ?? [])
    self.code = code
    self.noticesStrangers = noticesStrangers
  }

  /// Whether it could be the name of a function.
  static func isName(_ written: some Collection<UInt8>) -> Bool {
    !written.isEmpty && written.count <= 64 && written.allSatisfy(\.isOfName)
  }

  var isEmpty: Bool { names.isEmpty }

  /// The function that a model means.
  ///
  /// - Parameter written: A name, perhaps within a namespace or with the number of a call.
  /// - Returns: Its name, nil where it was not offered.
  func name(_ written: some Collection<UInt8>) -> String? {
    let text = String(decoding: written, as: UTF8.self)
    if names.contains(text) { return text }
    let bare = SpeechForms.namespaces.first { text.hasPrefix($0) }.map { text.dropFirst($0.count) } ?? text[...]
    let name = String(bare.prefix { $0 != ":" })
    return names.contains(name) ? name : nil
  }
}
