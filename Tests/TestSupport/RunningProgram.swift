package import Foundation
import Glibc
import Synchronization

/// A program a test started, and what it has printed so far.
package final class RunningProgram: Sendable {
  package enum Ending: Hashable {
    case exited(Int32)
    case signaled(Int32)
  }

  /// What came of a program that has ended.
  package struct Outcome {
    package var ending: Ending
    package var output: String
    package var errors: String

    /// For the message of an expectation.
    package var everything: String { "\(ending)\n--- stdout\n\(output)\n--- stderr\n\(errors)" }
  }

  private struct State {
    package var output: [UInt8] = []
    package var errors: [UInt8] = []
    package var openStreams = 2
    package var ending: Ending?
  }

  private let state = Mutex(State())
  private let process: Process
  /// Where a server keeps its files, unless the environment says otherwise: two of them cannot share one directory.
  private let data = FileManager.default.temporaryDirectory.appending(path: "pollux-data-\(UUID().uuidString)")

  /// Starts a program with an environment of ours alone.
  ///
  /// - Parameters:
  ///   - path: The executable.
  ///   - arguments: What follows its name.
  ///   - environment: Added to `PATH`, `HOME`, `LC_ALL` and `POLLUX_DATA`.
  ///   - input: Its standard input.
  /// - Throws: Where it cannot be started.
  package init(
    _ path: String,
    _ arguments: [String],
    environment: [String: String] = [:],
    input: String = ""
  ) throws {
    process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.currentDirectoryURL = FileManager.default.temporaryDirectory
    process.environment = [
      "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "POLLUX_DATA": data.path,
    ]
    .merging(environment) { $1 }
    let (standardInput, output, errors) = (Pipe(), Pipe(), Pipe())
    process.standardInput = standardInput
    process.standardOutput = output
    process.standardError = errors
    process.terminationHandler = { [weak self] process in
      let status = process.terminationStatus
      self?.state.withLock {
        $0.ending = process.terminationReason == .exit ? .exited(status) : .signaled(status)
      }
    }
    try process.run()
    collect(output) { $0.output += $1 }
    collect(errors) { $0.errors += $1 }
    try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try standardInput.fileHandleForWriting.close()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    try? FileManager.default.removeItem(at: data)
  }

  package var id: pid_t { process.processIdentifier }
  package var output: String { String(decoding: state.withLock(\.output), as: UTF8.self) }
  package var errors: String { String(decoding: state.withLock(\.errors), as: UTF8.self) }
  package var ending: Ending? { state.withLock(\.ending) }

  package func send(_ signal: Int32) {
    if process.isRunning { kill(process.processIdentifier, signal) }
  }

  /// Waits until the program has ended and said all it had to say.
  ///
  /// - Parameter limit: How long; then it is killed.
  /// - Returns: What came of it.
  /// - Throws: A failure with what it printed where it did not end in time.
  package func outcome(within limit: Duration = .seconds(60)) async throws -> Outcome {
    let hasEnded = try await eventually(within: limit) { state.withLock { $0.ending != nil && $0.openStreams == 0 } }
    guard hasEnded, let ending else {
      send(SIGKILL)
      throw TestFailure("the program did not end within \(limit); it printed\n\(output)\n\(errors)")
    }
    return Outcome(ending: ending, output: output, errors: errors)
  }

  private func collect(_ pipe: Pipe, _ keep: @escaping @Sendable (inout State, ArraySlice<UInt8>) -> Void) {
    Thread.detachNewThread { [self] in
      var buffer = [UInt8](repeating: 0, count: 65536)
      while true {
        let count = read(pipe.fileHandleForReading.fileDescriptor, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { break }
        state.withLock { keep(&$0, buffer.prefix(count)) }
      }
      state.withLock { $0.openStreams -= 1 }
    }
  }
}

/// `pollux` run to its end.
///
/// - Parameters:
///   - arguments: Its command line.
///   - environment: Variables it gets.
///   - input: Its standard input.
/// - Returns: What came of it.
/// - Throws: Where it cannot be started or does not end.
package func pollux(
  _ arguments: String...,
  environment: [String: String] = [:],
  input: String = ""
) async throws -> RunningProgram.Outcome {
  let program = try RunningProgram(
    try Repository.executable("pollux"),
    arguments,
    environment: environment,
    input: input
  )
  return try await program.outcome()
}
