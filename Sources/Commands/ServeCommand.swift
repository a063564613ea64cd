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

  @Option(
    help: ArgumentHelp(
      "What is answered where no fixture matches: error (400, with what came nearest), echo (the prompt), auto "
        + "(code and calls that fit) or upstream (what --upstream answers). (default: error)",
      valueName: "policy"
    )
  )
  var onMiss: String?

  @Option(
    help: ArgumentHelp(
      "The shortest time a client may ask for in X-Server-Timeout; 0 takes any, for tests of 504. (default: 10)",
      valueName: "seconds"
    )
  )
  var minimumDeadline: String?

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

  @Option(
    help: ArgumentHelp(
      "on, or off for machines that cannot isolate code: none is run, only canned results are told. (default: on)",
      valueName: "switch"
    )
  )
  var sandbox: String?

  @Option(
    help: ArgumentHelp(
      "How strongly code is isolated: best, full, user or restricted. (default: isolation of sandbox.yaml)",
      valueName: "level"
    )
  )
  var isolation: String?

  @Option(help: ArgumentHelp("Where the port is written once the server listens.", valueName: "file"))
  var portFile: String?

  @Option(help: ArgumentHelp("The ready line: text, or json for programs. (default: text)", valueName: "format"))
  var readyFormat: String?

  @Option(help: ArgumentHelp("Draws ids from a number, the same in each run.", valueName: "number"))
  var seed: String?

  @Option(
    help: ArgumentHelp("What the API's fields tell as time; Python's own clock is real.", valueName: "time")
  )
  var clock: String?

  @Option(
    help: ArgumentHelp("How many requests /_pollux/requests remembers. (default: 1000)", valueName: "number")
  )
  var journal: String?

  @Option(help: ArgumentHelp("Write down what --upstream answers to requests to models.", valueName: "directory"))
  var record: String?

  @Option(
    help: ArgumentHelp("The server to record, https://generativelanguage.googleapis.com.", valueName: "address")
  )
  var upstream: String?

  @Option(
    name: .customLong("upstream-api"),
    help: ArgumentHelp(
      "What --upstream speaks: gemini, or openai for chat completions, http://127.0.0.1:11434/v1. (default: gemini)",
      valueName: "api"
    )
  )
  var upstreamAPI: String?

  @Option(help: ArgumentHelp("The model an upstream of the OpenAI API is asked for.", valueName: "name"))
  var upstreamModel: String?

  @Option(help: ArgumentHelp("Answer requests to models as they were recorded, and no others.", valueName: "directory"))
  var replay: String?

  @Flag(help: "Take the time in a replay that the recording took.")
  var replayTimings = false

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
    name: .customLong("allowed-origin"),
    help: ArgumentHelp(
      "An origin whose pages may use files, caches and batches without a key; may be given several times.",
      valueName: "origin"
    )
  )
  var allowedOrigins: [String] = []

  @Option(
    help: ArgumentHelp("API keys to accept, one a line, beside those of POLLUX_API_KEYS.", valueName: "file")
  )
  var apiKeysFile: String?

  @Flag(help: "Accept any API key, even on an address beyond loopback.")
  var anyKey = false

  @Flag(help: "Keep uploaded files in a directory of this run alone, which goes with it.")
  var temporaryData = false

  @Flag(help: "Stop when standard input ends, so that the server never outlives the program that started it.")
  var stopWithInput = false

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
    flags[.minimumDeadline] = minimumDeadline.map { [$0] }
    flags[.onMiss] = onMiss.map { [$0] }
    flags[.record] = record.map { [$0] }
    flags[.upstream] = upstream.map { [$0] }
    flags[.upstreamAPI] = upstreamAPI.map { [$0] }
    flags[.upstreamModel] = upstreamModel.map { [$0] }
    flags[.replay] = replay.map { [$0] }
    if replayTimings { flags[.replayTimings] = ["true"] }
    flags[.sandbox] = sandbox.map { [$0] }
    flags[.isolation] = isolation.map { [$0] }
    flags[.portFile] = portFile.map { [$0] }
    flags[.readyFormat] = readyFormat.map { [$0] }
    flags[.seed] = seed.map { [$0] }
    flags[.clock] = clock.map { [$0] }
    flags[.journal] = journal.map { [$0] }
    flags[.port] = port.map { [$0] }
    flags[.data] = data.map { [$0] }
    flags[.dialect] = dialect.map { [$0] }
    flags[.fileProcessing] = fileProcessing.map { [$0] }
    flags[.fixtures] = fixtures.map { [$0] }
    flags[.sandboxConfig] = sandboxConfig.map { [$0] }
    flags[.logLevel] = logLevel.map { [$0] }
    if !allowedHosts.isEmpty { flags[.allowedHosts] = allowedHosts }
    if !allowedOrigins.isEmpty { flags[.allowedOrigins] = allowedOrigins }
    if temporaryData { flags[.temporaryData] = ["true"] }
    if stopWithInput { flags[.stopWithInput] = ["true"] }
    if anyKey { flags[.anyKey] = ["true"] }
    return flags
  }
}
