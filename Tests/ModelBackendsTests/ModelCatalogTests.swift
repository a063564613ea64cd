import FoundationEssentials
import GeminiAPI
import Testing

@testable import ModelBackends

@Suite("The model catalogue")
struct ModelCatalogTests {
  let catalog: ModelCatalog

  init() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    catalog = try ModelCatalog.load(file: root.appending(path: "sandbox-config/models.yaml").path)
  }

  @Test(
    "knows the models of 2.0 and later",
    arguments: [
      ("gemini-2.0-flash", ModelCatalog.Generation.gemini2, 8192), ("gemini-2.0-flash-001", .gemini2, 8192),
      ("gemini-2.0-flash-lite", .gemini2, 8192), ("gemini-2.0-flash-lite-001", .gemini2, 8192),
      ("gemini-2.0-flash-exp", .gemini2, 8192), ("gemini-2.5-pro", .gemini2_5, 65536),
      ("models/gemini-2.5-flash", .gemini2_5, 65536), ("gemini-2.5-flash-lite", .gemini2_5, 65536),
      ("gemini-3-pro-preview", .gemini3, 65536), ("gemini-3-flash-preview", .gemini3, 65536),
      ("gemini-3.1-pro-preview", .gemini3, 65536), ("gemini-3.5-flash", .gemini3, 65536),
      ("gemini-3.5-flash-lite", .gemini3, 65536), ("gemini-3.6-flash", .gemini3, 65536),
      ("gemini-3.8-flash", .gemini3, 65536), ("gemini-flash-latest", .gemini3, 65536),
    ]
  )
  func models(id: String, generation: ModelCatalog.Generation, outputTokens: Int) throws {
    let entry = try #require(catalog.entry(id))
    #expect(entry.generation == generation)
    #expect(entry.supportsCodeExecution)
    #expect(entry.model.outputTokenLimit == outputTokens)
    #expect(entry.model.inputTokenLimit >= 1_048_576)
    #expect(entry.model.name == "models/\(entry.id)")
    #expect(entry.model.supportedGenerationMethods.contains("generateContent"))
    #expect(entry.model.thinking == (generation == .gemini2 ? nil : true))
  }

  @Test("does not know others", arguments: ["gemini-1.5-pro", "", "models/", "models/models/gemini-2.5-pro"])
  func unknown(id: String) {
    #expect(catalog.entry(id) == nil)
  }

  @Test(
    "names input files by their type",
    arguments: [
      ("text/csv", ".csv"), ("Text/CSV; charset=utf-8", ".csv"), ("application/vnd.ms-excel", ".csv"),
      ("video/mp2t", ".ts"), ("text/x-c++src", ".cpp"), ("image/jpeg", ".jpeg"), ("image/png", ".png"),
      ("text/xml", ".xml"), ("application/xml", ".xml"), ("text/x-java", ".java"), ("text/x-python", ".py"),
      ("text/javascript", ".js"), ("text/plain", ".txt"), ("text/markdown", ".md"), ("video/mp4", nil), ("", nil),
      ("text/vnd.trolltech.linguist", ".ts"), ("application/javascript", ".js"), ("text/x-java-source", ".java"),
      ("APPLICATION/PDF", ".pdf"), ("text/html;charset=UTF-8", ".html"), (" application/json ", ".json"),
    ]
  )
  func suffixes(type: String, expected: String?) {
    #expect(catalog.inputFileSuffix(mimeType: type) == expected)
  }

  @Test(
    "takes the type from the display name where the client knows none",
    arguments: [
      ("", "photo.png", ".png"), ("", "photo.JPG", ".jpeg"), ("application/octet-stream", "sales.csv", ".csv"),
      ("", "feed.xml", ".xml"), ("", "main.cpp", ".cpp"), ("Application/Octet-Stream; x=y", "Main.java", ".java"),
      ("", "run.py", ".py"), ("", "app.js", ".js"), ("", "app.d.ts", ".ts"), ("", "notes.txt", ".txt"),
      ("", "a.yml", ".yaml"), ("", "movie.mp4", nil), ("", "Makefile", nil), ("", ".", nil), ("", "", nil),
      ("", nil, nil), ("text/plain", "run.py", ".txt"), ("video/mp4", "a.csv", nil),
    ] as [(String, String?, String?)]
  )
  func typesByName(sent: String, name: String?, expected: String?) {
    #expect(catalog.inputFileSuffix(mimeType: catalog.mimeType(sent, displayName: name)) == expected)
  }

  @Test("keeps a type that says something and gives plain types to the others")
  func typeTexts() {
    #expect(catalog.mimeType("TEXT/csv; charset=utf-8", displayName: "a.png") == "TEXT/csv; charset=utf-8")
    #expect(catalog.mimeType("", displayName: "a.csv") == "text/csv")
    #expect(catalog.mimeType("", displayName: "a.ts") == "text/typescript")
    #expect(catalog.mimeType("", displayName: "a.jpg") == "image/jpeg")
    #expect(catalog.mimeType("", displayName: "a.parquet") == "application/vnd.apache.parquet")
    #expect(catalog.mimeType("application/octet-stream", displayName: "a.HTM") == "text/html")
  }

  private static let model = """
    models:
      - { id: m, displayName: M, description: d, version: "1", generation: "3", inputTokenLimit: 5, outputTokenLimit: 6,
          supportedGenerationMethods: [generateContent], codeExecution: true, thinking: true }
    inputFileTypes: { text/csv: .csv }
    """

  @Test(
    "tells what is wrong with its file, and where",
    arguments: [
      ("", "", "m.yaml:1:1: this file is a mapping with the keys models and inputFileTypes"),
      ("thinking: true", "thinkin: true", "m.yaml:3:75: unknown key 'thinkin'; did you mean 'thinking'?"),
      ("id: m, ", "", "m.yaml:2:5: the key 'id' is missing"),
      ("outputTokenLimit: 6", "outputTokenLimit: many", "m.yaml:2:115: 'outputTokenLimit' must be a whole number"),
      ("outputTokenLimit: 6", "outputTokenLimit: 0", "m.yaml:2:5: models/m: token limits and topK count from 1"),
      ("generation: \"3\"", "generation: \"4\"", "m.yaml:2:72: 'generation' has a value that is not allowed"),
      (
        "thinking: true", "topP: -1, thinking: true",
        "m.yaml:2:5: models/m: temperature, topP and maxTemperature are numbers from 0"
      ),
      ("version: \"1\", ", "", "m.yaml:2:5: model 'm' has no 'version'"),
      (
        "text/csv: .csv", "text/csv: csv",
        "m.yaml:4:29: 'text/csv': a lower-case media type and a suffix like .csv are wanted"
      ),
      (
        "text/csv: .csv", "text/csv: ../x",
        "m.yaml:4:29: 'text/csv': a lower-case media type and a suffix like .csv are wanted"
      ),
      (
        "inputFileTypes", "files",
        "m.yaml:4:1: unknown key 'files'; known are defaults, models, capabilities, live, dialects, prices, upstreams, inputFileTypes"
      ),
      (
        "inputFileTypes", "prices: {m: {input: -1, output: 2}}\ninputFileTypes",
        "m.yaml:4:13: prices of 'm': US dollars a million tokens, from 0 to 100000"
      ),
      (
        "inputFileTypes", "prices: {m: {input: 1, outptu: 2}}\ninputFileTypes",
        "m.yaml:4:24: unknown key 'outptu'; did you mean 'output'?"
      ),
      (
        "inputFileTypes",
        "prices: {m: {input: 1, output: 2, longPrompt: {above: 0, input: 1, output: 1}}}\ninputFileTypes",
        "m.yaml:4:47: 'above' counts tokens from 1"
      ),
      ("[generateContent]", "x", "m.yaml:3:35: 'supportedGenerationMethods' must be a list"),
    ]
  )
  func errors(old: String, new: String, expected: String) throws {
    let yaml = old.isEmpty ? new : Self.model.replacing(old, with: new)
    let error = try #require(throws: ModelCatalogError.self) { try ModelCatalog.parse(yaml: yaml, file: "m.yaml") }
    #expect(error.description == expected)
  }

  @Test("takes from the defaults what a model does not say")
  func defaults() throws {
    let yaml = "defaults: { topK: 7, thinking: false }\n" + Self.model
    let entry = try #require(try ModelCatalog.parse(yaml: yaml, file: "m.yaml").entry("m"))
    #expect(entry.model.topK == 7)
    #expect(entry.model.thinking == true)
    #expect(entry.model.temperature == nil)
  }
}
