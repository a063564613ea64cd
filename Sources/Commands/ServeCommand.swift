import ArgumentParser
import Logging
import Service

/// `pollux serve`: the server in the foreground.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve the Gemini API with code execution.",
    discussion: """
      Prints one line once code is accepted; everything else goes to standard error. Ctrl-C lets running responses \
      finish, a second one ends at once.

      Each option can also be set as an environment variable (POLLUX_PORT for --port) or in pollux.yaml \
      (port: 8080). An option wins over the environment, the environment over the file.

      Examples:
        pollux serve                            the built-in script
        pollux serve --port 0                   any free port
        pollux serve --fixtures tests/fixtures  answers of your own
        POLLUX_API_KEYS=secret pollux serve --host 0.0.0.0 --allowed-host box

        curl -d '{"contents": [{"parts": [{"text": "Sum of the first 50 primes?"}]}],
                  "tools": [{"code_execution": {}}]}' \\
          http://127.0.0.1:8080/v1beta/models/gemini-2.5-flash:generateContent

      Exit codes: 0 stopped, 64 usage, 69 something is unavailable (a taken port or data directory), 78 configuration.
      """
  )

  @Option(help: ArgumentHelp("Address to listen on; beyond loopback API keys are required.", valueName: "address"))
  var host: String?

  @Option(help: ArgumentHelp("Port to listen on, 0 for any free one. (default: 8080)", valueName: "number"))
  var port: String?

  @Option(help: ArgumentHelp("Fixtures that replace the built-in script.", valueName: "directory"))
  var fixtures: String?

  @Option(help: ArgumentHelp("Dialect of responses. (default: the model's own, by models.yaml)", valueName: "name"))
  var dialect: String?

  @Option(
    help: ArgumentHelp(
      "What is paid for: guide (the prompt once, and all that comes back) or observed (what usageMetadata sums up). "
        + "(default: guide)",
      valueName: "rule"
    )
  )
  var billing: String?

  @Option(
    help: ArgumentHelp("A SentencePiece model that counts tokens; without one they are estimated.", valueName: "file")
  )
  var tokenizer: String?

  @Option(
    help: ArgumentHelp(
      "Where uploaded files are kept; one server at a time uses it. (default: ~/.local/state/pollux)",
      valueName: "directory"
    )
  )
  var data: String?

  @Option(
    help: ArgumentHelp(
      "How long uploaded files are PROCESSING before they are ACTIVE. (default: 0)",
      valueName: "seconds"
    )
  )
  var fileProcessing: String?

  @Option(help: ArgumentHelp("Settings file. (default: pollux.yaml, where there is one)", valueName: "file"))
  var config: String?

  @Option(help: ArgumentHelp("Models, limits and libraries. (default: found near the program)", valueName: "directory"))
  var sandboxConfig: String?

  @Option(help: ArgumentHelp("trace, debug, info, notice, warning, error or critical.", valueName: "level"))
  var logLevel: String?

  @Option(
    name: .customLong("allowed-host"),
    help: ArgumentHelp("A name the Host header may carry; may be given several times.", valueName: "name")
  )
  var allowedHosts: [String] = []

  @Option(
    help: ArgumentHelp("API keys to accept, one a line, beside those of POLLUX_API_KEYS.", valueName: "file")
  )
  var apiKeysFile: String?

  @Flag(help: "Accept any API key, even on an address beyond loopback.")
  var anyKey = false

  func run() async throws {
    do throws(ServiceFailure) {
      let settings = try ServiceSettings(flags: flags, file: config)
      LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
      var logger = Logger(label: "pollux")
      logger.logLevel = settings.logLevel
      try await buildService(settings: settings, logger: logger).run(announce: Output.line)
    } catch {
      Output.failure(error.message)
      throw ExitCode(error.exitCode)
    }
  }

  private var flags: [SettingKey: [String]] {
    var flags: [SettingKey: [String]] = [:]
    flags[.host] = host.map { [$0] }
    flags[.apiKeysFile] = apiKeysFile.map { [$0] }
    flags[.billing] = billing.map { [$0] }
    flags[.tokenizer] = tokenizer.map { [$0] }
    flags[.port] = port.map { [$0] }
    flags[.data] = data.map { [$0] }
    flags[.dialect] = dialect.map { [$0] }
    flags[.fileProcessing] = fileProcessing.map { [$0] }
    flags[.fixtures] = fixtures.map { [$0] }
    flags[.sandboxConfig] = sandboxConfig.map { [$0] }
    flags[.logLevel] = logLevel.map { [$0] }
    if !allowedHosts.isEmpty { flags[.allowedHosts] = allowedHosts }
    if anyKey { flags[.anyKey] = ["true"] }
    return flags
  }
}
