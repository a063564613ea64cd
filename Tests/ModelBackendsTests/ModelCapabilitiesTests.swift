import FoundationEssentials
import Testing

@testable import ModelBackends

@Suite("What models can do")
struct ModelCapabilitiesTests {
  private func catalog(_ capabilities: String) throws -> ModelCatalog {
    try ModelCatalog.parse(
      yaml: """
        defaults:
          version: "001"
          generation: "2.5"
          inputTokenLimit: 1000
          outputTokenLimit: 1000
          supportedGenerationMethods: [generateContent]
          codeExecution: true
          thinking: true
        models:
          - { id: gemini-2.5-flash-lite, displayName: A, description: A. }
          - { id: other, displayName: B, description: B. }
        capabilities:
        \(capabilities)
        inputFileTypes: { text/csv: .csv }
        """,
      file: "models.yaml"
    )
  }

  @Test("is told by all beginnings of their names, a longer one over a shorter")
  func beginnings() throws {
    let catalog = try catalog(
      """
        gemini-2.5-flash-lite: { thinkingBudget: [512, 24576] }
        gemini-2.5: { penalties: false, thinkingLevels: [] }
        gemini-2.5-flash: { thinkingBudget: [0, 24576], penalties: true }
        gemini-3: { logprobs: false }
      """
    )
    let capabilities = try #require(catalog.entry("gemini-2.5-flash-lite")).capabilities
    #expect(capabilities.thinkingBudget == [512, 24_576])
    #expect(capabilities.penalties == true)
    #expect(capabilities.thinkingLevels == [])
    #expect(capabilities.logprobs == nil)
    #expect(catalog.entry("other")?.capabilities == ModelCapabilities())
  }

  @Test(
    "is refused with file and line where it cannot be meant",
    arguments: [
      ("{ thinkingBudget: [5] }", "'thinkingBudget' must be two whole numbers from 0, the smaller one first"),
      ("{ thinkingBudget: [9, 5] }", "'thinkingBudget' must be two whole numbers from 0, the smaller one first"),
      ("{ thinkingLevels: [low] }", "'low' is not a thinking level; there are MINIMAL, LOW, MEDIUM and HIGH"),
      ("{ responseModalities: [[TEXT, SMELL]] }", "'SMELL' is not a modality; there are TEXT, IMAGE and AUDIO"),
      ("{ penalty: true }", "unknown key 'penalty'; did you mean 'penalties'?"),
      ("{ penalties: 5 }", "'penalties' must be true or false"),
    ]
  )
  func faults(capabilities: String, message: String) {
    let error = #expect(throws: ModelCatalogError.self) { try catalog("  gemini-2.5: \(capabilities)") }
    #expect(error?.message == message)
    #expect(error?.location.line == 13)
  }
}
