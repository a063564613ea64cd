import FoundationEssentials
import GeminiAPI
import ModelBackends
import Testing

@testable import Service

@Suite("Which servers are asked")
struct UpstreamPlanTests {
  private static let local = "http://127.0.0.1:11434/v1"
  private static let google = "https://generativelanguage.googleapis.com"

  private func plan(
    _ flags: [SettingKey: String],
    models: String = "",
    environment: [String: String] = [:]
  ) throws -> UpstreamPlan {
    let settings = try ServiceSettings(Setting.all, flags: flags.mapValues { [$0] }, environment: environment)
    return try UpstreamPlan(settings, try catalog(models), environment: environment)
  }

  /// A catalogue of one model of the API's, with what a test adds.
  private func catalog(_ more: String) throws -> ModelCatalog {
    try ModelCatalog.parse(
      yaml: """
        defaults: { generation: "2.5", version: "1", inputTokenLimit: 1, outputTokenLimit: 1, thinking: false,
          supportedGenerationMethods: [generateContent], codeExecution: true }
        inputFileTypes: { text/csv: .csv }
        \(more.isEmpty ? "models: [{ id: gemini-2.5-flash }]" : more)
        """,
      file: "models.yaml"
    )
  }

  @Test("without a word nothing reaches out")
  func nothing() throws {
    let plan = try plan([:])
    #expect(plan.servers.isEmpty && !plan.asksScriptFirst)
  }

  @Test(
    "the settings name one server, what it speaks and how its model runs code",
    arguments: [
      ([.backend: "openai"], UpstreamAPI.openai, UpstreamMode.auto),
      ([.backend: "openai", .upstreamMode: "fence"], .openai, .fence),
      ([.upstreamAPI: "openai"], .openai, .auto),
      ([.backend: "openai", .upstreamAPI: "openai"], .openai, .auto),
      ([.backend: "gemini"], .gemini, .pass),
      ([.backend: "gemini", .upstreamMode: "pass"], .gemini, .pass),
      ([.record: "/r"], .gemini, .pass),
      ([.onMiss: "upstream"], .gemini, .pass),
      ([.onMiss: "upstream", .backend: "scripted"], .gemini, .pass),
      ([.onMiss: "upstream", .backend: "openai"], .openai, .auto),
    ] as [([SettingKey: String], UpstreamAPI, UpstreamMode)]
  )
  func standard(flags: [SettingKey: String], api: UpstreamAPI, mode: UpstreamMode) throws {
    let plan = try plan(flags.merging([.upstream: Self.local]) { $1 })
    let server = try #require(plan.standard)
    #expect(server.api == api && server.mode == mode && server.address == Self.local && server.name == nil)
    #expect(plan.asksScriptFirst == (flags[.onMiss] != nil))
  }

  @Test(
    "settings that do not go together say what to change",
    arguments: [
      ([.backend: "openai"], "want the server to ask: --upstream"),
      ([.upstreamModel: "m"], "want the server to ask: --upstream"),
      ([.upstreamMode: "fence"], "want the server to ask: --upstream"),
      ([.record: "/r"], "record wants the server to record"),
      ([.onMiss: "upstream"], "on_miss upstream wants the server to ask"),
      ([.upstream: Self.local], "Add --backend openai or --backend gemini"),
      ([.upstream: Self.local, .backend: "scripted"], "backend scripted asks no upstream"),
      ([.upstream: Self.local, .backend: "gemini", .upstreamAPI: "openai"], "say two things"),
      ([.upstream: Self.local, .backend: "openai", .upstreamMode: "pass"], "which has auto, tools, fence, force"),
      ([.upstream: Self.google, .backend: "gemini", .upstreamMode: "fence"], "which has pass"),
      ([.upstream: Self.google, .backend: "gemini", .upstreamModel: "m"], "upstream_model is for --backend openai"),
      ([.upstream: Self.google, .replay: "/r"], "Leave one out"),
      ([.record: "/r", .replay: "/s"], "record and replay cannot stand together"),
    ] as [([SettingKey: String], String)]
  )
  func refusals(flags: [SettingKey: String], problem: String) throws {
    let failure = try #require(throws: ServiceFailure.self) { try plan(flags) }
    #expect(failure.message.contains(problem) && failure.exitCode == 78, "\(failure.message)")
  }

  private static let models = """
    upstreams:
      local: { url: "http://127.0.0.1:11434/v1", model: "qwen2.5-coder:7b", mode: fence, vision: false, context: 8192 }
      far: { url: "https://models.example/v1", keyEnvironment: FAR_KEY }
      unused: { url: "http://127.0.0.1:1/v1" }
    models:
      - { id: gemini-2.5-flash, upstream: local }
      - { id: my-model, upstream: far }
      - { id: gemini-2.5-pro }
    """

  @Test("models.yaml leads names to servers of its own, with their keys by the name of a variable")
  func named() throws {
    let plan = try plan([:], models: Self.models, environment: ["FAR_KEY": "k"])
    #expect(
      plan.routes == [
        "gemini-2.5-flash": UpstreamPlan.Route(server: "local", model: nil),
        "my-model": UpstreamPlan.Route(server: "far", model: nil),
      ]
    )
    #expect(plan.standard == nil && plan.servers.map(\.name) == ["far", "local"])
    let local = try #require(plan.named["local"])
    #expect(local.mode == .fence && local.model == "qwen2.5-coder:7b" && local.vision == false && local.context == 8192)
    #expect(plan.named["far"]?.key == "k" && local.key == nil)
  }

  @Test("a model may have a name of its own at its server, and at that of the settings")
  func upstreamModels() throws {
    let models = """
      upstreams: { local: { url: "http://127.0.0.1:1/v1" }, google: { url: "http://127.0.0.1:2", backend: gemini } }
      models:
        - { id: gemini-2.5-flash, upstream: local, upstreamModel: "small:1b" }
        - { id: gemini-2.5-pro, upstreamModel: large }
        - { id: gemini-2.0-flash, upstream: google }
      """
    let small = UpstreamPlan.Route(server: "local", model: "small:1b")
    let alone = try plan([:], models: models)
    #expect(alone.routes.filter { $0.value.server == "local" } == ["gemini-2.5-flash": small])
    #expect(alone.routes["gemini-2.5-pro"] == nil && alone.modelsWithoutName("local") == [])
    let both = try plan([.backend: "openai", .upstream: Self.local], models: models)
    #expect(both.routes["gemini-2.5-pro"] == UpstreamPlan.Route(server: nil, model: "large"))
    let wrong = models.replacing("upstream: google", with: "upstream: google, upstreamModel: x")
    for flags in [[:], [.backend: "gemini", .upstream: Self.google]] as [[SettingKey: String]] {
      let failure = try #require(throws: ServiceFailure.self) {
        try plan(flags, models: flags.isEmpty ? wrong : models)
      }
      #expect(failure.message.contains("has an upstreamModel, which is for servers with OpenAI's API"))
    }
  }

  @Test("a key that is not set stops the start")
  func missingKey() throws {
    let failure = try #require(throws: ServiceFailure.self) { try plan([:], models: Self.models) }
    #expect(failure.message.contains("the variable FAR_KEY, which is not set"))
  }

  @Test(
    "wrong upstreams of models.yaml are refused with their line",
    arguments: [
      (
        "upstreams: { a: { url: x, mode: pass } }\nmodels: [{ id: m }]",
        "'mode' of a server with the API openai is one of"
      ),
      ("upstreams: { a: { url: x, context: 1 } }\nmodels: [{ id: m }]", "'context' must be a whole number"),
      ("upstreams: { a: { url: x, modle: y } }\nmodels: [{ id: m }]", "unknown key 'modle'; did you mean 'model'?"),
      ("upstreams: { a: { model: y } }\nmodels: [{ id: m }]", "the key 'url' is missing"),
      ("upstreams: { lokal: { url: x } }\nmodels: [{ id: m, upstream: local }]", "did you mean 'lokal'?"),
      ("models: [{ id: m, upstream: local }]", "the file has no 'upstreams'"),
      ("models: [{ id: m, upstreamModel: '' }]", "'upstreamModel' is what the server calls the model"),
    ]
  )
  func wrongUpstreams(yaml: String, problem: String) throws {
    let error = try #require(throws: ModelCatalogError.self) { try catalog(yaml) }
    #expect("\(error)".contains(problem) && "\(error)".hasPrefix("models.yaml:"), "\(error)")
  }

  @Test("what a server lists is served under a name that a path may have, and no known name changes")
  func listed() throws {
    let names = ["qwen2.5-coder:0.5b", "meta/llama 3😀", "gemini-2.5-flash", "qwen2.5-coder-0.5b", ""]
    let catalog = try catalog("").adding(names.map(ListedModel.init), context: 4096)
    #expect(catalog.entries.map(\.id) == ["gemini-2.5-flash", "qwen2.5-coder-0.5b", "meta-llama-3-"])
    let entry = try #require(catalog.entry("models/qwen2.5-coder-0.5b"))
    #expect(entry.model.displayName == "qwen2.5-coder:0.5b" && entry.model.inputTokenLimit == 4096)
    #expect(entry.supportsCodeExecution && catalog.entry("gemini-2.5-flash")?.model.inputTokenLimit == 1)
  }
}
