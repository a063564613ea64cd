import ArgumentParser
import Foundation
import SandboxHost
import SandboxProtocol
import Service

/// `pollux bench`: how long sessions take, without a server around them.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure sessions at the sandbox's own boundary, and print a line of JSON for each.",
    discussion: """
      Each run takes a session, runs the file as its first block and returns the session, as a response with one block \
      does, without HTTP and without a model. {{n}} in a file becomes a number that is new for each run. There are four \
      kinds of lines, with times in nanoseconds:
        ready  from the start of this command until code is accepted, the isolation level
        run    acquire (until a session is there), blocks (each block: sent, run, its end read), total, the output, and \
      start: the steps of starting the session, possibly long before
        pass   elapsed: of all runs; cpu: of this process and everything below it, including ended processes and \
      sessions started ahead; cpuServer: of this process alone
        error  why a run failed
      With --by-line nothing runs until a line `NAME COUNT CLIENTS BLOCKS` comes on standard input; NAME is a file's name \
      without its ending. That is how make bench runs Pollux in turns with others.

      Examples:
        pollux bench --count 200 Benchmarks/snippets/print.py
        pollux bench --count 500 --clients 4 --warm-up 20 Benchmarks/snippets/*.py

      Exit codes: 0 every block ended well, 1 one did not, 64 usage, 69 the sandbox is unavailable, 78 not set up.
      """,
    shouldDisplay: false
  )

  @Argument(help: ArgumentHelp("The blocks to run, one after the other.", valueName: "file"))
  var files: [String]

  @Option(help: "How many runs of each file.")
  var count = 100

  @Option(help: "How many of them run at once.")
  var clients = 1

  @Option(help: "How many runs of each file come first and are not printed.")
  var warmUp = 0

  @Option(help: "How many times a session runs its file.")
  var blocks = 1

  @Flag(help: "Run what lines on standard input ask for.")
  var byLine = false

  @OptionGroup var settings: SettingOptions<SandboxSettings>

  func validate() throws {
    guard BenchRequest.counts.contains(count), BenchRequest.clientCounts.contains(clients) else {
      throw ValidationError("--count must be 1 to 100000, --clients 1 to 64")
    }
    guard (0...10_000).contains(warmUp), BenchRequest.blockCounts.contains(blocks), !files.isEmpty else {
      throw ValidationError("--warm-up must be 0 to 10000, --blocks 1 to 100; name at least one file")
    }
  }

  func run() async throws {
    try await tellingFailures {
      guard try await measure() else { throw ExitCode(1) }
    }
  }

  private func measure() async throws -> Bool {
    let start = ContinuousClock.now
    let snippets = try files.map(BenchSnippet.init(path:))
    return try await withPool(try settings.read().sandboxParts()) { pool in
      if case .ready(let report) = await pool.settledReadiness() {
        BenchLine.ready(elapsed: ContinuousClock.now - start, isolation: report.level?.rawValue ?? "none")
      }
      return try await runAll(snippets, on: BenchRunner(pool: pool))
    }
  }

  private func runAll(_ snippets: [BenchSnippet], on runner: BenchRunner) async throws -> Bool {
    var isWell = true
    for snippet in snippets where warmUp > 0 {
      let request = BenchRequest(snippet: snippet, count: warmUp, clients: min(clients, warmUp), blocks: blocks)
      isWell = await runner.run(request, tells: false) && isWell
    }
    guard byLine else {
      for snippet in snippets {
        let request = BenchRequest(snippet: snippet, count: count, clients: clients, blocks: blocks)
        isWell = await runner.run(request, tells: true) && isWell
      }
      return isWell
    }
    // Waiting for a line blocks a thread of the concurrency pool; nothing else needs it then.
    while let line = readLine() {
      isWell = await runner.run(try BenchRequest(line: line, of: snippets), tells: true) && isWell
    }
    return isWell
  }
}
