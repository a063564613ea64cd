import ArgumentParser
import Foundation
import GeminiAPI
import Generation
import ModelBackends
import Scripting
import Service

/// `pollux fixtures explain`: which fixture answers a request, and why the others do not.
struct FixturesExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say which fixture answers a request, and why the others do not.",
    discussion: """
      The request is the JSON body of generateContent, from a file or standard input (-). It is checked as a
      server checks it. What it names of a server's state, an uploaded file or a cached content, only that server
      knows: ask its /_pollux/explain about such a request.

      Example:
        pollux fixtures explain request.json --fixtures tests/fixtures

      Exit codes: 0 a fixture answers, 1 none does, 64 a server would refuse the request, 78 the fixtures or
      sandbox-config cannot be read.
      """
  )

  @Argument(help: ArgumentHelp("The request.", valueName: "file"))
  var request: String

  @Option(help: ArgumentHelp("The directory of fixtures.", valueName: "directory"))
  var fixtures: String

  @Option(help: ArgumentHelp("The model the request goes to.", valueName: "name"))
  var model = "gemini-2.5-flash"

  @Flag(help: "Treat the request as one of streamGenerateContent.")
  var stream = false

  @OptionGroup var settings: SettingOptions<SandboxFileSettings>

  func run() async throws {
    let (fixtures, catalog) = (try loadedFixtures(), try loadedCatalog())
    let question = try await question(for: catalog)
    let explanation: FixtureExplanation
    do throws(Status) {
      explanation = try await question.explanation(in: fixtures, memory: FixtureMemory())
    } catch {
      Output.failure(error.message)
      throw ExitCode(1)
    }
    for entry in explanation.entries {
      Output.line("\(entry.name) (\(entry.location)): \(entry.state)")
      for check in entry.checks { Output.line("  \(check.line)") }
    }
    guard explanation.answering != nil else {
      Output.failure("no fixture answers this request. This one would:\n\(question.fixture(named: "my-answer"))")
      throw ExitCode(1)
    }
  }

  private func loadedFixtures() throws -> FixtureSet {
    do throws(FixtureError) {
      return try FixtureSet.load(directory: fixtures)
    } catch {
      Output.failure("\(error)")
      throw ExitCode(78)
    }
  }

  private func loadedCatalog() throws -> ModelCatalog {
    do throws(ServiceFailure) {
      return try loadCatalog(in: SandboxConfigDirectory.find(named: settings.read().sandboxConfig))
    } catch {
      Output.failure(error.message)
      throw ExitCode(error.exitCode)
    }
  }

  private func question(for catalog: ModelCatalog) async throws -> ScriptQuestion {
    let body = try CommandFiles.read(request, limit: 64 << 20)
    let method = stream ? "streamGenerateContent" : "generateContent"
    do throws(Status) {
      var call = GenerateContentCall(
        model: model,
        apiVersion: "v1beta",
        method: "generateContent",
        request: try GenerateContentRequest.decode(body)
      )
      call.transport = RequestTransport(path: "/v1beta/models/\(model):\(method)", body: body, isStream: stream)
      let validator = RequestValidator(catalog: catalog, files: ServerState(), caches: ServerState())
      return ScriptQuestion(try await validator.validated(call).conversation)
    } catch {
      Output.failure("\(request): \(error.message)")
      throw ExitCode(64)
    }
  }
}

/// What a request names of a server's state: not known without that server.
private struct ServerState: FileSource, CacheSource {
  func file(_ id: String) throws(Status) -> File { throw Self.unknown("files/\(id)") }

  func content(of id: String) throws(Status) -> BlobBytes { throw Self.unknown("files/\(id)") }

  func keptPrompt(_ id: String) throws(Status) -> KeptPrompt { throw Self.unknown("cachedContents/\(id)") }

  private static func unknown(_ name: String) -> Status {
    .failedPrecondition(
      "\(name) is known to a running server only: send the request to /_pollux/explain of the server that keeps it."
    )
  }
}

/// `pollux fixtures add`: a fixture for a request that a running server has seen.
struct FixturesAddCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Print a fixture for a request that a running server has seen.",
    discussion: """
      Example:
        pollux fixtures add --from-request req_17 >> tests/fixtures/new.yaml

      Exit codes: 0 printed, 69 the server or the request was not found.
      """
  )

  @Option(help: ArgumentHelp("The request's id, from /_pollux/requests or a message.", valueName: "id"))
  var fromRequest: String

  @Option(help: ArgumentHelp("The server's address.", valueName: "address"))
  var url = "http://127.0.0.1:8080"

  @Option(help: ArgumentHelp("The name of the fixture.", valueName: "name"))
  var name: String?

  func run() async throws {
    let id = fromRequest.hasPrefix("req_") ? fromRequest : "req_\(fromRequest)"
    let answer: [UInt8]
    do throws(ServiceFailure) {
      let key = ProcessInfo.processInfo.environment["GEMINI_API_KEY"]
      answer = try await ServerInquiry(address: url, key: key).get("/_pollux/requests/\(id)")
    } catch {
      Output.failure(error.message)
      throw ExitCode(error.exitCode)
    }
    let body = Array(((try? JSONParser.parse(answer))?["rawBody"]?.text ?? "").utf8)
    guard let message = try? GenerateContentRequest.decode(body) else {
      Output.failure("\(id) is not a request for content from a model, so a fixture cannot answer it.")
      throw ExitCode(69)
    }
    let isOn = message.tools.contains { $0.codeExecution }
    let question = ScriptQuestion(Conversation(model: "", request: message, codeExecutionIsOn: isOn))
    Output.line(question.fixture(named: name ?? id.replacing("_", with: "-")))
  }
}

/// `pollux fixtures schema`: the JSON Schema of fixture files.
struct FixturesSchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of fixture files, for editors.",
    discussion: """
      Editors find it if the first line of a fixture file is:
        # yaml-language-server: $schema=fixtures.v1.json
      """
  )

  @OptionGroup var settings: SettingOptions<SandboxFileSettings>

  func run() throws {
    let directory: String
    do throws(ServiceFailure) {
      directory = try SandboxConfigDirectory.find(named: settings.read().sandboxConfig)
    } catch {
      Output.failure(error.message)
      throw ExitCode(error.exitCode)
    }
    let schema = try CommandFiles.read(directory + "/schema/fixtures.v1.json", limit: 1 << 20)
    Output.line(String(decoding: schema, as: UTF8.self).trimmingCharacters(in: .newlines))
  }
}
