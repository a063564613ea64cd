import ArgumentParser
import CodeExecution
import Executions
import Foundation
import GeminiAPI
import SandboxHost
import Service

/// `pollux run`: one block of Python in a fresh jail.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run one file of Python in a fresh sandbox.",
    discussion: """
      The code runs as a block of the code execution tool does: jailed, without a network, with the fixed library set \
      and the time limit. What it prints is printed; figures it shows and files it writes are saved with --out, and \
      only named without it. It sees only the files you hand over.

      Examples:
        pollux run script.py
        echo 'print(6 * 7)' | pollux run -
        pollux run plot.py --file sales.csv --out results

      Exit codes: 0 the code succeeded, 1 it failed or was killed, 124 it ran out of time, 64 usage, 69 the sandbox is \
      unavailable, 78 it is not set up.
      """
  )

  @Argument(help: ArgumentHelp("The Python to run; - reads standard input.", valueName: "file"))
  var script: String

  @Option(
    name: .customLong("file"),
    help: ArgumentHelp("A file to put into the working directory; may be given several times.", valueName: "path")
  )
  var files: [String] = []

  @Option(name: .customLong("out"), help: ArgumentHelp("Where to save figures and files.", valueName: "directory"))
  var outputDirectory: String?

  @Option(help: ArgumentHelp("Time limit such as 5s. (default: limits.block of sandbox.yaml)", valueName: "time"))
  var timeout: String?

  @OptionGroup var settings: SettingOptions<SandboxSettings>

  func run() async throws {
    try await tellingFailures {
      let run = try await execute()
      print(run)
      try save(run.files)
      throw ExitCode(exitCode(of: run.outcome))
    }
  }

  private func execute() async throws -> Execution {
    let code = try CommandFiles.read(script, limit: 1 << 20)
    let inputs = try files.map {
      (name: URL(filePath: $0).lastPathComponent, bytes: try CommandFiles.read($0, limit: 200 << 20))
    }
    var (profile, paths) = try settings.read().sandboxParts()
    if let timeout {
      guard let milliseconds = Quantity.milliseconds(timeout) else {
        throw ValidationError("--timeout is \"\(timeout)\"; write a time such as 5s or 1500ms")
      }
      profile.blockMilliseconds = milliseconds
    }
    profile.sessionCount = 1
    profile.parkedCount = 0
    // One fork server, with the modules that the block names.
    let tier = profile.tiers[profile.tiers.index(for: code)]
    profile.tiers = [SandboxTier(name: tier.name, modules: tier.preload, preload: tier.preload)]
    guard let text = String(validating: code, as: UTF8.self) else {
      throw ValidationError("\(script) is not UTF-8; convert it")
    }
    let source = Array(CodeDedent.dedented(text).utf8)
    return try await withPool((profile, paths)) { pool in
      let session = try await pool.acquire()
      for input in inputs {
        try await session.place(name: input.name, content: .bytes(input.bytes))
      }
      let execution = try await session.run(source)
      pool.release(session)
      return execution
    }
  }

  /// Standard output as the code wrote it; errors, and why the block ended, on standard error.
  private func print(_ run: Execution) {
    Output.bytes(run.standardOutput.bytes)
    Output.errorBytes(run.standardError.bytes)
    for text in run.cuts + [run.failure].compactMap(\.self) + run.notes + [run.reason].compactMap(\.self) {
      Output.errorBytes(Array((text.hasSuffix("\n") ? text : text + "\n").utf8))
    }
  }

  private func save(_ files: [CodeFile]) throws {
    guard let outputDirectory else {
      guard !files.isEmpty else { return }
      Output.note("not saved (use --out DIR): " + files.map(\.name).joined(separator: ", "))
      return
    }
    for file in files {
      Output.note("saved " + (try CommandFiles.save(file.bytes.array, named: file.name, in: outputDirectory)))
    }
  }

  private func exitCode(of outcome: Execution.Outcome) -> Int32 {
    switch outcome {
    case .ok: 0
    case .deadline: 124
    case .failed: 1
    }
  }
}
