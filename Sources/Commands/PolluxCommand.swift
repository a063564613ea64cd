package import ArgumentParser
import TelemetryNames

/// `pollux`, the root of the command line.
package struct PolluxCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "pollux",
    abstract: "The Gemini API's code execution tool, on your own machine.",
    discussion: """
      Pollux answers generateContent with tools: [{codeExecution: {}}] and really runs the Python, in a sandbox. \
      The model is scripted: nothing leaves this machine and no API key is needed.

      Start the server in one terminal:
        pollux serve

      Use any Gemini SDK in another:
        export GOOGLE_GEMINI_BASE_URL=http://127.0.0.1:8080 GEMINI_API_KEY=any
        python3 - <<'END'
        from google import genai
        client = genai.Client()
        print(client.models.generate_content(
            model="gemini-2.5-flash",
            contents="What is the sum of the first 50 prime numbers?",
            config={"tools": [{"code_execution": {}}]}).text)
        END
      """,
    version: PolluxVersion.current,
    subcommands: [
      ServeCommand.self,
      ExecCommand.self,
      EnvCommand.self,
      RunCommand.self,
      DoctorCommand.self,
      FixturesCommand.self,
      RecordingsCommand.self,
      ProfileCommand.self,
      UsageCommand.self,
      SettingsCommand.self,
      RewriteCommand.self,
      BenchCommand.self,
    ]
  )

  package init() {}

  /// Runs the command line this process was started with, and exits with its code.
  package static func start() async {
    await main()
  }
}
