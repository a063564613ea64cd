import ArgumentParser
import CodeExecution
import Foundation
import GeminiAPI
import Recording
import SandboxHost
import Service

/// `pollux recordings`: what a real service answered.
struct RecordingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recordings",
    abstract: "Take in recordings of other tools, run recorded code again, ask the real service again.",
    discussion: """
      Record with:   pollux serve --record DIR --upstream https://generativelanguage.googleapis.com
      Replay with:   pollux serve --replay DIR
      """,
    subcommands: [
      RecordingsImportCommand.self, RecordingsVerifyCommand.self, RecordingsCompareCommand.self,
    ]
  )
}

/// `pollux recordings import`: cassettes and the like as recordings, or as fixtures.
struct RecordingsImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Turn files of other tools into recordings or fixtures.",
    discussion: """
      Takes VCR cassettes, HAR, recordings of google/test-server and replays of python-genai, which become recordings \
      for --replay, and aimock's fixtures, which become fixtures for --fixtures. The form is told by the file itself.

      Example:
        pollux recordings import tests/cassettes/*.yaml --to recordings

      Exit codes: 0 all were taken, 1 one was not, 64 usage.
      """
  )

  @Argument(help: ArgumentHelp("The files.", valueName: "file"))
  var files: [String]

  @Option(help: ArgumentHelp("Where to write.", valueName: "directory"))
  var to: String

  func run() throws {
    var failed = false
    for file in files {
      let text = String(decoding: try CommandFiles.read(file, limit: 64 << 20), as: UTF8.self)
      let stem = URL(filePath: file).deletingPathExtension().lastPathComponent
      do throws(RecordingError) {
        let (form, content) = try RecordingImport.read(text, name: file)
        try save(content, stem: stem, form: form, file: file)
      } catch {
        Output.failure(error.description)
        failed = true
      }
    }
    if failed { throw ExitCode(1) }
  }

  private func save(_ content: ImportedRecording, stem: String, form: String, file: String) throws(RecordingError) {
    let (bytes, name, what): ([UInt8], String, String)
    switch content {
    case .interactions(let list):
      (bytes, name, what) = (RecordingFile.text(list), stem + ".json", "\(list.count) interactions")
    case .fixtures(let yaml): (bytes, name, what) = (Array(yaml.utf8), stem + ".yaml", "fixtures")
    }
    do {
      let path = try CommandFiles.save(bytes, named: name, in: to)
      Output.line("\(file): \(form), \(what) in \(path)")
    } catch {
      throw RecordingError("\(to): cannot be written: \(error)")
    }
  }
}

/// `pollux recordings verify`: runs recorded code again and compares.
struct RecordingsVerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Run the code of recordings again, and tell where it gives something else.",
    discussion: """
      The blocks of a response run in one fresh session, in their order, as they did; outcome and output are compared. \
      Responses with input files are passed over: the files are not in the recording's answer.

      Exit codes: 0 all as recorded, 1 something drifted, 69 the sandbox is unavailable, 78 it is not set up.
      """
  )

  @Argument(help: ArgumentHelp("The directory of recordings.", valueName: "directory"))
  var directory: String

  @Option(help: ArgumentHelp("Limits and libraries. (default: found near the program)", valueName: "directory"))
  var sandboxConfig: String?

  func run() async throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix(".json") }.sorted()
    var responses: [(name: String, blocks: [RecordedBlock])] = []
    for file in files {
      do throws(RecordingError) {
        for interaction in try RecordingFile.read("\(directory)/\(file)") {
          let blocks = RecordedBlock.blocks(of: interaction)
          if !blocks.isEmpty { responses.append((file, blocks)) }
        }
      } catch {
        Output.failure(error.description)
        throw ExitCode(64)
      }
    }
    try await tellingFailures {
      let drifts = try await RecordedRuns(sandboxConfig: sandboxConfig).drifts(of: responses)
      for drift in drifts { Output.line(drift) }
      Output.line(
        "\(responses.count) responses with code, \(drifts.count) \(drifts.count == 1 ? "block" : "blocks") drifted"
      )
      if !drifts.isEmpty { throw ExitCode(1) }
    }
  }
}
