import ArgumentParser
import Foundation
import GeminiAPI
import Generation
import Service

/// `pollux usage`: what responses used and would cost at the service.
struct UsageCommand: AsyncParsableCommand {
  /// In bytes; answers hold images.
  private static let maximumFile = 256 << 20

  static let configuration = CommandConfiguration(
    commandName: "usage",
    abstract: "Report the tokens of responses, and what they would cost.",
    discussion: """
      Without files it asks a running server about all responses since its start. Files contain answers of \
      generateContent or streamGenerateContent, from Pollux or from the service: one response, one a line, or the array \
      or the events of a stream; - is standard input.

      The rule `guide` follows the guide of the code execution tool: the prompt is billed once, and everything that \
      comes back is output: code, its results and text. `observed` bills the sums of usageMetadata: what the model \
      reads again after each run is input, and results are not output. Without --billing a server's own rule applies. \
      Prices come from models.yaml. All costs are estimates.

      Examples:
        pollux usage                            the server at http://127.0.0.1:8080
        pollux usage --url http://127.0.0.1:40123 --json
        pollux usage --billing observed answers/*.json

      Exit codes: 0 reported, 1 a file contains no answers, 64 usage, 69 the server does not answer, 78 configuration.
      """
  )

  @Argument(help: ArgumentHelp("Files with answers.", valueName: "file"))
  var files: [String] = []

  @Option(
    help: ArgumentHelp(
      "The server to ask. (default: $GOOGLE_GEMINI_BASE_URL, else http://127.0.0.1:8080)",
      valueName: "address"
    )
  )
  var url: String?

  @Option(help: ArgumentHelp("The model of answers that do not name one.", valueName: "name"))
  var model: String?

  @OptionGroup var settings: SettingOptions<BillSettings>

  @Flag(help: "Print JSON, with the bills of both rules.")
  var json = false

  func validate() throws {
    if !files.isEmpty, url != nil { throw ValidationError("Give either files or --url, not both.") }
  }

  func run() async throws {
    do throws(ServiceFailure) {
      let settings = try settings.read()
      var report = files.isEmpty ? try await askServer() : try readFiles(settings)
      if self.settings.flags[.billing] != nil { report.billing = settings.billing }
      try tell(report)
    } catch {
      Output.failure(error.message)
      throw ExitCode(error.exitCode)
    }
  }

  private func askServer() async throws(ServiceFailure) -> UsageReport {
    let environment = ProcessInfo.processInfo.environment
    let address = url ?? environment["GOOGLE_GEMINI_BASE_URL"] ?? "http://127.0.0.1:8080"
    let key = environment["GEMINI_API_KEY"] ?? environment["GOOGLE_API_KEY"]
    let body = try await ServerInquiry(address: address, key: key).get("/_pollux/usage")
    do {
      return try JSONDecoder().decode(UsageReport.self, from: Data(body))
    } catch {
      throw .unavailable("\(address) does not answer like a Pollux of this version; start it again with this version.")
    }
  }

  private func readFiles(_ settings: ServiceSettings) throws(ServiceFailure) -> UsageReport {
    let reader = RecordedAnswers(counter: try tokenCounter(settings), model: model)
    let ledger = UsageLedger(
      rule: settings.billing,
      catalog: try loadCatalog(in: SandboxConfigDirectory.find(named: settings.sandboxConfig))
    )
    for file in files {
      do {
        let bytes = try CommandFiles.read(file, limit: Self.maximumFile)
        for answer in try reader.answers(in: bytes) {
          ledger.enter(model: answer.model, usage: answer.usage, results: answer.results)
        }
      } catch let error as Status {
        throw ServiceFailure(exitCode: 1, message: "\(file): \(error.message)")
      } catch {
        throw ServiceFailure(exitCode: 64, message: "\(error)")
      }
    }
    return ledger.report
  }

  private func tell(_ report: UsageReport) throws(ServiceFailure) {
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      do {
        Output.bytes(Array(try encoder.encode(report)) + [UInt8(ascii: "\n")])
      } catch {
        throw ServiceFailure(exitCode: 1, message: "\(error)")
      }
    } else {
      for line in UsageTable(report).lines { Output.line(line) }
    }
  }
}
