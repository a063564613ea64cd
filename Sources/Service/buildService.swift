import CodeExecution
package import Generation
import HTTPAPI
package import Logging
package import ModelBackends
import Tokenization

/// Makes the whole server: every dependency by initialiser, in order.
///
/// - Parameters:
///   - settings: The settings, checked.
///   - logger: Where everything logs.
/// - Returns: The server, not yet running.
/// - Throws: A failure with exit code and remedy.
package func buildService(settings: ServiceSettings, logger: Logger) throws(ServiceFailure) -> PolluxService {
  let sandboxConfig = try SandboxConfigDirectory.find(named: settings.sandboxConfig)
  let catalog = try loadCatalog(settings)
  try checkDialect(settings, catalog)
  let metrics = ServerMetrics()
  let backend = ScriptedBackend(fixtures: try loadFixtures(settings, sandboxConfig)) { metrics.fixtureMissed() }
  let executor = try makeCodeExecutor(sandboxConfig: sandboxConfig, logger: logger)
  let stores = try StateStores(settings)
  let ledger = UsageLedger(rule: settings.billing, catalog: catalog)
  let pipeline = GenerateContentPipeline(
    catalog: catalog,
    backend: backend,
    executor: MeasuredExecutor(executor, metrics: metrics),
    files: stores.files,
    caches: stores.cachedContents,
    limits: GenerationLimits(responseDeadline: settings.responseTimeout),
    dialect: settings.dialect,
    counter: try tokenCounter(settings),
    ledger: ledger
  )
  let batches = BatchRunner(
    pipeline: pipeline,
    catalog: catalog,
    store: stores.batches,
    files: BatchFileStore(files: stores.files)
  )
  let router = GeminiRouter(
    pipeline: pipeline,
    catalog: catalog,
    executor: executor,
    files: stores.files,
    cachedContents: stores.cachedContents,
    batches: batches,
    hosts: HostRule(names: settings.allowedHosts + [settings.host]),
    keys: APIKeyRule(keys: settings.anyKey ? [] : settings.apiKeys),
    bodyLimit: settings.requestBodyLimit,
    ledger: ledger,
    metrics: metrics
  )
  return PolluxService(
    settings: settings,
    executor: executor,
    stores: stores,
    batches: batches,
    router: router,
    logger: logger
  )
}

/// Reads `models.yaml`.
///
/// - Parameter settings: Say where it is.
/// - Returns: The models, dialects and prices.
/// - Throws: A configuration failure with file, line and column.
package func loadCatalog(_ settings: ServiceSettings) throws(ServiceFailure) -> ModelCatalog {
  let sandboxConfig = try SandboxConfigDirectory.find(named: settings.sandboxConfig)
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
/// - Throws: A configuration failure for a file that is no SentencePiece model.
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
  throw .configuration("dialect '\(name.prefix(100))' is not in models.yaml; \(advice).")
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
