package import CodeExecution
import FoundationEssentials
import GeminiAPI
package import Generation
import Glibc
import HTTPAPI
import HTTPServer
package import Logging
package import ModelBackends
import Scripting
package import ServiceLifecycle
import Tokenization

/// Makes the whole server: every dependency by initialiser, in order.
///
/// - Parameters:
///   - settings: The settings, checked.
///   - logger: Where everything logs.
///   - executor: Runs the code; nil for what the settings say.
///   - backend: Answers; nil for what the settings say.
/// - Returns: The server, not yet running.
/// - Throws: A failure with exit code and remedy.
package func buildService(
  settings: ServiceSettings,
  logger: Logger,
  executor: (any CodeExecutor & Service)? = nil,
  backend: (any ModelBackend)? = nil
) async throws(ServiceFailure) -> PolluxService {
  let sandboxConfig = try SandboxConfigDirectory.find(named: settings.sandboxConfig)
  var settings = settings
  if settings.hasTemporaryData {
    settings.data = FileManager.default.temporaryDirectory.path + "/pollux-\(getpid())-\(UInt32.random(in: 0...(.max)))"
  }
  let written = try loadCatalog(in: sandboxConfig)
  try checkDialect(settings, written)
  let upstreams = try await Upstreams(
    UpstreamPlan(settings, written, environment: ProcessInfo.processInfo.environment),
    clock: ContinuousClock(),
    logger: logger
  )
  let catalog = upstreams.catalog(written)
  let metrics = ServerMetrics()
  let identifiers = makeIdentifiers(settings)
  let journal = Journal(limit: settings.journal)
  let fixtures = FixtureSource(try loadFixtures(settings, sandboxConfig))
  let script = ScriptedBackend(source: fixtures, memory: FixtureMemory(), missPolicy: settings.onMiss) {
    metrics.fixtureMissed()
  }
  let executor: any CodeExecutor & Service =
    if let executor { executor } else { try makeCodeExecutor(settings, logger: logger) }
  let stores = try StateStores(settings, identifiers: identifiers)
  let ledger = UsageLedger(rule: settings.billing, catalog: catalog)
  let counter = try tokenCounter(settings)
  let replayer = try makeReplayer(settings)
  var limits = GenerationLimits()
  limits.responseDeadline = settings.responseTimeout
  limits.minimumDeadline = settings.minimumDeadline
  let backend: any ModelBackend =
    if let backend {
      backend
    } else {
      try makeBackend(
        settings,
        script: script,
        upstreams: upstreams,
        replayer: replayer,
        stores: stores,
        logger: logger
      )
    }
  let pipeline = GenerateContentPipeline(
    catalog: catalog,
    backend: backend,
    executor: MeasuredExecutor(executor, metrics: metrics),
    files: stores,
    caches: stores,
    limits: limits,
    dialect: settings.dialect,
    counter: counter,
    ledger: ledger,
    identifiers: identifiers,
    clock: ContinuousClock()
  )
  let batches = BatchRunner(
    pipeline: pipeline,
    catalog: catalog,
    store: stores.batches,
    files: BatchFileStore(files: stores.files),
    identifiers: identifiers
  )
  let isScripted = replayer == nil && (upstreams.standard == nil || upstreams.plan.asksScriptFirst)
  let router = GeminiRouter(
    pipeline: pipeline,
    catalog: catalog,
    executor: executor,
    files: stores.files,
    cachedContents: stores.cachedContents,
    batches: batches,
    hosts: HostRule(names: settings.allowedHosts + [settings.host]),
    origins: OriginRule(allowed: settings.allowedOrigins),
    keys: APIKeyRule(keys: settings.anyKey ? [] : settings.apiKeys),
    bodyLimit: settings.requestBodyLimit,
    ledger: ledger,
    controls: TestControls(
      pipeline: pipeline,
      fixtures: fixtures,
      script: script,
      journal: journal,
      identifiers: identifiers,
      schema: try fixtureSchema(sandboxConfig),
      replayer: replayer,
      others: upstreams.all.map(\.modes)
    ),
    metrics: metrics,
    backend: { upstreams.report(isScripted: isScripted) }
  )
  return PolluxService(
    settings: settings,
    executor: executor,
    stores: stores,
    batches: batches,
    application: router,
    fixtureFiles: settings.fixtures.map { FixtureFiles(source: fixtures, directory: $0, logger: logger) },
    upstream: UpstreamService(clients: upstreams.all.map(\.client)),
    report: upstreams.report(isScripted: isScripted),
    logger: logger
  )
}

private func makeIdentifiers(_ settings: ServiceSettings) -> ResponseIdentifiers {
  let clock = settings.clock
  let identifiers = ResponseIdentifiers(random: SystemRandomNumberGenerator()) { clock ?? Timestamp.now }
  if let seed = settings.seed { identifiers.seed(seed) }
  return identifiers
}

/// The JSON Schema of fixture files, which editors read as well.
private func fixtureSchema(_ sandboxConfig: String) throws(ServiceFailure) -> [UInt8] {
  let path = "\(sandboxConfig)/schema/fixtures.v1.json"
  guard let data = FileManager.default.contents(atPath: path) else {
    throw .configuration(
      "The schema of fixtures, \(path), cannot be read; take the sandbox-config that came with Pollux."
    )
  }
  return Array(data)
}

/// Reads `models.yaml`.
///
/// - Parameter sandboxConfig: The directory `sandbox-config`.
/// - Returns: The models, dialects and prices.
/// - Throws: A configuration failure with file, line and column.
package func loadCatalog(in sandboxConfig: String) throws(ServiceFailure) -> ModelCatalog {
  do throws(ModelCatalogError) {
    return try ModelCatalog.load(file: "\(sandboxConfig)/models.yaml")
  } catch {
    throw .configuration("\(error)")
  }
}

/// Opens the user's tokenizer, where there is one.
///
/// - Parameter settings: The settings.
/// - Returns: What counts tokens.
/// - Throws: A configuration failure for a file that is not a SentencePiece model.
package func tokenCounter(_ settings: ServiceSettings) throws(ServiceFailure) -> TokenCounter {
  guard let path = settings.tokenizer else { return TokenCounter() }
  do throws(TokenizerError) {
    return TokenCounter(tokenizer: try SentencePieceTokenizer(file: path))
  } catch {
    throw .configuration("tokenizer: \(error)")
  }
}

private func checkDialect(_ settings: ServiceSettings, _ catalog: ModelCatalog) throws(ServiceFailure) {
  guard let name = settings.dialect, catalog.dialects[name] == nil else { return }
  let known = catalog.dialects.names
  let advice = known.isEmpty ? "models.yaml has none" : "known are \(known.joined(separator: ", "))"
  throw .configuration("dialect '\(name.prefix(bytes: 100))' is not in models.yaml; \(advice).")
}

/// Reads a directory of fixtures as a server would.
///
/// - Parameter directory: Its path.
/// - Returns: How many fixtures it holds.
/// - Throws: All that is wrong with them, a line each with file, line and column.
package func fixtureCount(directory: String) throws(ServiceFailure) -> Int {
  do throws(FixtureError) {
    return try FixtureSet.load(directory: directory).count
  } catch {
    throw .configuration("the fixtures of \(directory) cannot be served:\n\(error)")
  }
}

private func loadFixtures(_ settings: ServiceSettings, _ sandboxConfig: String) throws(ServiceFailure) -> FixtureSet {
  do throws(FixtureError) {
    guard let directory = settings.fixtures else {
      return try FixtureSet.builtIn(directory: "\(sandboxConfig)/fixtures")
    }
    return try FixtureSet.load(directory: directory)
  } catch {
    throw .configuration("\(error)")
  }
}
