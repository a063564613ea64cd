import GeminiAPI

/// The content of another tool's file.
package struct ImportedRecording: Sendable {
  package enum Content: Sendable {
    /// Exchanges with a server, to be replayed.
    case interactions([RecordedInteraction])
    /// A script, to be served: the text of a fixture file.
    case fixtures(String)
  }

  /// The name of the file's format, such as `HAR`.
  package var form: String
  package var content: Content
  /// Every entry, or part of one, that was not imported.
  package var leftOut: [LeftOut] = []
}

/// Reads recordings of other tools: VCR cassettes of Python and Ruby, HAR, google/test-server, python-genai's replays,
/// aimock's fixtures.
///
/// Each entry is either imported or named with the reason why not.
package enum RecordingImport {
  /// Reads one file.
  ///
  /// - Parameters:
  ///   - bytes: YAML or JSON, in UTF-8.
  ///   - name: Its name in messages.
  /// - Returns: Its content, and what could not be imported.
  /// - Throws: If the format is unknown, or nothing in it asks a model; the message has each entry's reason.
  package static func read(_ bytes: [UInt8], name: String) throws(RecordingError) -> ImportedRecording {
    let root = try ForeignTree.read(bytes, name: name)
    if let fixtures = root["fixtures"]?.elements, fixtures.contains(where: { $0["response"] != nil }) {
      return AimockFixtures.imported(fixtures)
    }
    guard let found = ForeignForm.exchanges(in: root) else {
      throw RecordingError("\(name): neither a cassette, nor HAR, nor a replay file, nor aimock's fixtures")
    }
    let (form, exchanges) = found
    var coding = ContentCoding()
    var interactions: [RecordedInteraction] = []
    var leftOut: [LeftOut] = []
    for (index, exchange) in exchanges.enumerated() {
      do throws(ForeignExchange.Refusal) {
        interactions.append(try exchange.interaction(decodedBy: &coding))
      } catch {
        leftOut.append(
          LeftOut(number: index + 1, request: exchange.shown, reason: error.reason, isForeign: error.isForeign)
        )
      }
    }
    guard !interactions.isEmpty else {
      let reasons = leftOut.prefix(20).map { "\n  \($0.description)" }.joined()
      throw RecordingError("\(name): nothing in this \(form) file can be imported\(reasons)")
    }
    return ImportedRecording(form: form, content: .interactions(interactions), leftOut: leftOut)
  }
}
