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
      Takes VCR cassettes of Python and Ruby, HAR, recordings of google/test-server and replays of python-genai, which \
      become recordings for --replay, and aimock's fixtures, which become fixtures for --fixtures. The form is told by \
      the file itself. Bodies in gzip, deflate, br or zstd are decoded, and entries that ask no model are passed over; \
      what else cannot be taken is named with its reason, and the rest is taken.

      Example:
        pollux recordings import tests/cassettes/*.yaml --to recordings

      Exit codes: 0 all that asks a model was taken, 1 something was not, 64 usage.
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

  /// Names what was not taken.
  ///
  /// - Parameters:
  ///   - leftOut: The entries.
  ///   - file: Where they stand.
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
        "\(file): as a recording it would have \(bytes.count) bytes, of which \(RecordingFile.maximumSize) are read; "
          + "split the file"
      )
    }
    do {
      let path = try CommandFiles.save(bytes, named: name, in: to)
      Output.line("\(file): \(imported.form), \(what) in \(path)")
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
      Responses to questions with files are passed over: what the code read is not in the working directory.

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
        found.withFiles > 0 ? ", \(found.withFiles) with input files passed over" : "",
        found.unreadable.isEmpty ? "" : ", \(found.unreadable.count) cannot be read",
      ]
      Output.line(summary + others.joined())
      if !drifts.isEmpty || !found.unreadable.isEmpty { throw ExitCode(1) }
    }
  }

  /// What a directory of recordings holds to be verified.
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
