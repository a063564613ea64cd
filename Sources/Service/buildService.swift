import CodeExecution
import Generation
import HTTPAPI
package import Logging
import ModelBackends

/// Makes the whole server: every dependency by initialiser, in order.
///
/// - Parameters:
///   - settings: The settings, checked.
///   - logger: Where everything logs.
/// - Returns: The server, not yet running.
/// - Throws: A failure with exit code and remedy.
package func buildService(settings: ServiceSettings, logger: Logger) throws(ServiceFailure) -> PolluxService {
  let sandboxConfig = try SandboxConfigDirectory.find(named: settings.sandboxConfig)
  let catalog = try loadCatalog(sandboxConfig)
  try checkDialect(settings, catalog)
  let metrics = ServerMetrics()
  let backend = ScriptedBackend(fixtures: try loadFixtures(settings, sandboxConfig)) { metrics.fixtureMissed() }
  let executor = try makeCodeExecutor(sandboxConfig: sandboxConfig, logger: logger)
  let files = try openFileStore(settings)
  let pipeline = GenerateContentPipeline(
    catalog: catalog,
    backend: backend,
    executor: MeasuredExecutor(executor, metrics: metrics),
    files: files,
    limits: GenerationLimits(responseDeadline: settings.responseTimeout),
    dialect: settings.dialect
  )
  let router = GeminiRouter(
    pipeline: pipeline,
    catalog: catalog,
    executor: executor,
    files: files,
    hosts: HostRule(names: settings.allowedHosts + [settings.host]),
    keys: APIKeyRule(keys: settings.anyKey ? [] : settings.apiKeys),
    bodyLimit: settings.requestBodyLimit,
    metrics: metrics
  )
  return PolluxService(settings: settings, executor: executor, files: files, router: router, logger: logger)
}

private func loadCatalog(_ sandboxConfig: String) throws(ServiceFailure) -> ModelCatalog {
  do throws(ModelCatalogError) {
    return try ModelCatalog.load(file: "\(sandboxConfig)/models.yaml")
  } catch {
    throw .configuration("\(error)")
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
