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
    abstract: "Import recordings of other tools, run recorded code again, ask the real service again.",
    discussion: """
      Record with:   pollux serve --record DIR --upstream https://generativelanguage.googleapis.com
      Replay with:   pollux serve --replay DIR
      """,
    subcommands: [
      RecordingsImportCommand.self, RecordingsVerifyCommand.self, RecordingsCompareCommand.self,
    ]
  )
}

/// `pollux recordings import`: turns cassettes and similar files into recordings or fixtures.
struct RecordingsImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Turn files of other tools into recordings or fixtures.",
    discussion: """
      VCR cassettes of Python and Ruby, HAR, recordings of google/test-server and replays of python-genai become \
      recordings for --replay; aimock's fixtures become fixtures for --fixtures. The format is recognized from the \
      file. Bodies in gzip, deflate, br or zstd are decoded, and entries that do not ask a model are skipped. Other \
      entries that cannot be imported are named with the reason, and the rest is imported.

      Example:
        pollux recordings import tests/cassettes/*.yaml --to recordings

      Exit codes: 0 every entry that asks a model was imported, 1 one was not, 64 usage.
      """
  )

  @Argument(help: ArgumentHelp("The files.", valueName: "file"))
  var files: [String]

  @Option(help: ArgumentHelp("Where to write.", valueName: "directory"))
  var to: String

  func run() throws {
    var failed = false
    for file in files {
      let bytes = try CommandFiles.read(file, limit: RecordingFile.maximumSize)
      let stem = URL(filePath: file).deletingPathExtension().lastPathComponent
      do throws(RecordingError) {
        let imported = try RecordingImport.read(bytes, name: file)
        try save(imported, stem: stem, file: file)
        if tell(imported.leftOut, of: file) { failed = true }
      } catch {
        Output.failure(error.description)
        failed = true
      }
    }
    if failed { throw ExitCode(1) }
  }

  /// Names the entries that were not imported.
  ///
  /// - Parameters:
  ///   - leftOut: The entries.
  ///   - file: The file they are in.
  /// - Returns: Whether one of them asks a model.
  private func tell(_ leftOut: [LeftOut], of file: String) -> Bool {
    for entry in leftOut {
      let line = "\(file): left out, \(entry.description)"
      if entry.isForeign { Output.note(line) } else { Output.failure(line) }
    }
    return leftOut.contains { !$0.isForeign }
  }

  private func save(_ imported: ImportedRecording, stem: String, file: String) throws(RecordingError) {
    let (bytes, name, what): ([UInt8], String, String)
    switch imported.content {
    case .interactions(let list):
      (bytes, name, what) = (RecordingFile.text(list), stem + ".json", "\(list.count) interactions")
    case .fixtures(let yaml): (bytes, name, what) = (Array(yaml.utf8), stem + ".yaml", "fixtures")
    }
    guard bytes.count <= RecordingFile.maximumSize else {
      throw RecordingError(
        "\(file): the recording would have \(bytes.count) bytes, but at most \(RecordingFile.maximumSize) can be "
          + "replayed; split the file"
      )
    }
    do {
      let path = try CommandFiles.save(bytes, named: name, in: to)
      Output.line("\(file): \(imported.form), \(what) in \(path)")
    } catch {
      throw RecordingError("\(to) cannot be written: \(error)")
    }
  }
}

/// `pollux recordings verify`: runs recorded code again and compares.
struct RecordingsVerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Run the code of recordings again, and report where its result has changed.",
    discussion: """
      The blocks of a response run in one fresh session, in their order; outcome and output are compared. Responses to \
      requests with files are skipped, because the files are not there.

      Exit codes: 0 all as recorded, 1 something drifted or cannot be read, 64 usage, 69 the sandbox is unavailable, 78 it is not set up.
      """
  )

  @Argument(help: ArgumentHelp("The directory of recordings.", valueName: "directory"))
  var directory: String

  @OptionGroup var settings: SettingOptions<SandboxSettings>

  func run() async throws {
    let found = try answers()
    for problem in found.unreadable { Output.failure(problem) }
    try await tellingFailures {
      let drifts = try await RecordedRuns(try settings.read()).drifts(of: found.responses)
      for drift in drifts { Output.line(drift) }
      let summary =
        "\(found.responses.count) responses with code, \(drifts.count) "
        + (drifts.count == 1 ? "block drifted" : "blocks drifted")
      let others = [
        found.withFiles > 0 ? ", \(found.withFiles) with input files skipped" : "",
        found.unreadable.isEmpty ? "" : ", \(found.unreadable.count) cannot be read",
      ]
      Output.line(summary + others.joined())
      if !drifts.isEmpty || !found.unreadable.isEmpty { throw ExitCode(1) }
    }
  }

  /// The part of a directory of recordings that can be verified.
  private struct Found {
    var responses: [(name: String, blocks: [RecordedBlock])] = []
    var withFiles = 0
    var unreadable: [String] = []
  }

  private func answers() throws -> Found {
    var found = Found()
    do throws(RecordingError) {
      for path in try RecordingFile.paths(in: directory) {
        for (index, interaction) in try RecordingFile.read(path).enumerated() {
          do throws(RecordingError) {
            let blocks = try interaction.blocks()
            if blocks.isEmpty { continue }
            if interaction.hasInputFiles {
              found.withFiles += 1
            } else {
              found.responses.append((URL(filePath: path).lastPathComponent, blocks))
            }
          } catch {
            found.unreadable.append("\(path): interactions[\(index)]: \(error)")
          }
        }
      }
    } catch {
      Output.failure(error.description)
      throw ExitCode(64)
    }
    return found
  }
}
