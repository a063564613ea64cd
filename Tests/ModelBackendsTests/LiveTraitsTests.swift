import Testing

@testable import ModelBackends

@Suite("How models behave in Live sessions")
struct LiveTraitsTests {
  private func catalog(_ live: String) throws -> ModelCatalog {
    try ModelCatalog.parse(
      yaml: """
        defaults: { version: "1", generation: "2.5", inputTokenLimit: 1, outputTokenLimit: 1, thinking: true,
          supportedGenerationMethods: [bidiGenerateContent], codeExecution: true }
        models: [{ id: gemini-3.8-live-extended-thinking }, { id: other }]
        live:
        \(live)
        inputFileTypes: { text/csv: .csv }
        """,
      file: "models.yaml"
    )
  }

  @Test("is told by all beginnings of their names, a longer one over a shorter")
  func beginnings() throws {
    let catalog = try catalog(
      """
        gemini-3.8-live-ext: { calls: nonBlocking, interactionStatus: true }
        gemini-3: { handles: always, modalities: [AUDIO], typingWhileSpeaking: waits, audioByteCount: 6000 }
        gemini-3.8: { calls: nonBlockingByDefault, rolesRequired: true, thinkingLevelRequired: true }
        gemini-2: { codeExecution: true, callsAsCode: true, turnEndsWithCall: true, typingWhileCalling: waits }
      """
    )
    let traits = try #require(catalog.entry("gemini-3.8-live-extended-thinking")).live
    var expected = LiveTraits()
    (expected.calls, expected.interactionStatus, expected.handles) = (.nonBlocking, true, .always)
    (expected.typingWhileSpeaking, expected.audioByteCount) = (.waits, 6_000)
    (expected.rolesRequired, expected.thinkingLevelRequired) = (true, true)
    #expect(traits == expected)
    #expect(catalog.entry("other")?.live == LiveTraits())
  }

  @Test(
    "is refused with file and line where it cannot be meant",
    arguments: [
      ("{ modalities: [] }", "'modalities' must be a list of TEXT and AUDIO, with one at least"),
      ("{ modalities: [IMAGE] }", "'modalities' must be a list of TEXT and AUDIO, with one at least"),
      ("{ audioByteCount: 3 }", "'audioByteCount' must be an even number from 2 to 1000000"),
      ("{ handle: always }", "unknown key 'handle'; did you mean 'handles'?"),
      ("{ calls: never }", "'calls' has a value that is not allowed"),
    ]
  )
  func faults(live: String, message: String) {
    let error = #expect(throws: ModelCatalogError.self) { try catalog("  gemini-2.5: \(live)") }
    #expect(error?.message == message)
    #expect(error?.location.line == 5)
  }
}
