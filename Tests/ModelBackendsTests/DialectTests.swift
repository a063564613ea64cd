import FoundationEssentials
import GeminiAPI
import Testing

@testable import ModelBackends

@Suite("Dialects of models.yaml")
struct DialectTests {
  private static let catalog = """
    models:
      - { id: m, displayName: M, description: d, version: "1", generation: "3", inputTokenLimit: 5, outputTokenLimit: 6,
          dialect: a, supportedGenerationMethods: [generateContent], codeExecution: true, thinking: true }
    dialects:
      a: { codeIds: call, onVertex: b, hiddenPromptTokens: 3 }
      b: { roleFirst: true }
    inputFileTypes: { text/csv: .csv }
    """

  @Test("a model has its own, and Vertex AI another")
  func choice() throws {
    let catalog = try ModelCatalog.parse(yaml: Self.catalog, file: "m.yaml")
    #expect(catalog.dialects.names == ["a", "b"])
    #expect(catalog.dialects["a"]?.codeIds == .call)
    #expect(catalog.dialects["c"] == nil)
    let model = try #require(catalog.entry("models/m"))
    #expect(catalog.dialect(of: model, on: .gemini).codeIds == .call)
    #expect(catalog.dialect(of: model, on: .gemini).hiddenPromptTokens == 3)
    #expect(catalog.dialect(of: model, on: .vertex).roleFirst)
  }

  @Test("a model that names none has the default")
  func unnamed() throws {
    let yaml = Self.catalog.replacing("dialect: a, ", with: "")
    let catalog = try ModelCatalog.parse(yaml: yaml, file: "m.yaml")
    #expect(catalog.dialect(of: try #require(catalog.entry("m")), on: .vertex) == Dialect())
  }

  @Test(
    "tells what is wrong with them, and where",
    arguments: [
      ("dialect: a", "dialect: c", "'dialect' names the dialect 'c', which 'dialects' does not have; known are a, b"),
      (
        "onVertex: b", "onVertex: c", "'onVertex' names the dialect 'c', which 'dialects' does not have; known are a, b"
      ),
      ("codeIds: call", "codeID: call", "unknown key 'codeID'; did you mean 'codeIds'?"),
      ("codeIds: call", "codeIds: uuid", "'codeIds' has a value that is not allowed"),
      ("roleFirst: true", "roleFirst: maybe", "'roleFirst' must be true or false"),
      (
        "hiddenPromptTokens: 3", "hiddenPromptTokens: -1",
        "'hiddenPromptTokens' must be a whole number from 0 to 10000"
      ),
      ("  a: {", "  \"a c\": {", "a dialect's name is 1 to 64 letters, digits and signs without blanks"),
      ("{ roleFirst: true }", "[roleFirst]", "'b' must be a mapping"),
    ]
  )
  func errors(old: String, new: String, problem: String) throws {
    let yaml = Self.catalog.replacing(old, with: new)
    let error = try #require(throws: ModelCatalogError.self) { try ModelCatalog.parse(yaml: yaml, file: "m.yaml") }
    #expect(error.message == problem)
    #expect(error.location.line >= 2)
  }

  @Test("every model of the delivered file names one, which fits its family")
  func delivered() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let catalog = try ModelCatalog.load(file: root.appending(path: "sandbox-config/models.yaml").path)
    for entry in catalog.entries where entry.model.supportedGenerationMethods.contains("generateContent") {
      let dialect = catalog.dialect(of: entry, on: .gemini)
      #expect(entry.dialect != nil, "\(entry.id)")
      #expect((dialect.codeIds == .none) == (entry.generation != .gemini3), "\(entry.id)")
      #expect(dialect.thoughtSignatures == (entry.generation == .gemini3), "\(entry.id)")
      #expect(catalog.dialect(of: entry, on: .vertex).createTime, "\(entry.id)")
    }
  }
}
