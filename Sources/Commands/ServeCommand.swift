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
      (port: 8080). An option wins over the environment, the environment over the file. API keys to accept are set in \
      POLLUX_API_KEYS or in a file.

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

  @OptionGroup var settings: SettingOptions<EverySetting>

  func run() async throws {
    do throws(ServiceFailure) {
      let settings = try settings.read()
      LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
      var logger = Logger(label: "pollux")
      logger.logLevel = settings.logLevel
      try await buildService(settings: settings, logger: logger).run(announce: Output.line)
    } catch {
      Output.failure(error.message)
      throw ExitCode(error.exitCode)
    }
  }
}
