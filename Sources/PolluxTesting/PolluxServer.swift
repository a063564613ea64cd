import Foundation

/// A server this process started, or one that runs already.
final class PolluxServer: Sendable {
  /// The one server of a process.
  actor Shared {
    private var starting: Task<PolluxServer, any Error>?

    func get() async throws -> PolluxServer {
      if let starting { return try await starting.value }
      let task = Task { try PolluxServer() }
      starting = task
      return try await task.value
    }
  }

  static let shared = Shared()

  /// Where it listens, without a slash at its end.
  let url: String
  /// Held open for as long as this process lives: the server stops when it ends.
  private let leash: FileHandle?

  /// Takes the server of `POLLUX_URL`, else starts `POLLUX_EXECUTABLE`, else the program beside the test bundle.
  ///
  /// - Throws: ``PolluxError`` with what the server said.
  private init() throws {
    let environment = ProcessInfo.processInfo.environment
    if let url = environment["POLLUX_URL"], !url.isEmpty {
      self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
      leash = nil
      return
    }
    let program = try Self.program(environment)
    let process = Process()
    let (input, output, errors) = (Pipe(), Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = [
      "serve", "--port", "0", "--ready-format", "json", "--stop-with-input", "--log-level", "warning",
      "--temporary-data",
    ]
    process.standardInput = input
    process.standardOutput = output
    process.standardError = errors
    // No other program this process starts may hold the leash as well.
    for handle in [input.fileHandleForWriting, output.fileHandleForReading, errors.fileHandleForReading] {
      _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
    }
    do { try process.run() } catch { throw PolluxError("\(program) cannot be started: \(error)") }
    let line = Self.firstLine(of: output.fileHandleForReading)
    let ready = try? JSONSerialization.jsonObject(with: line) as? [String: Any]
    guard let url = ready?["url"] as? String else {
      process.waitUntilExit()
      let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      throw PolluxError("\(program) did not start (exit code \(process.terminationStatus)):\n\(said)")
    }
    // Read on, so that the server never waits for a full pipe.
    errors.fileHandleForReading.readabilityHandler = { handle in
      let data = handle.availableData
      if data.isEmpty { handle.readabilityHandler = nil }
      FileHandle.standardError.write(data)
    }
    self.url = url
    leash = input.fileHandleForWriting
  }

  private static func program(_ environment: [String: String]) throws -> String {
    if let named = environment["POLLUX_EXECUTABLE"], !named.isEmpty { return named }
    let own = URL(fileURLWithPath: CommandLine.arguments.first ?? "").deletingLastPathComponent()
    let bundles = Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
    let folders = [own] + bundles
    let found = folders.map { $0.appendingPathComponent("pollux").path }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
    guard let found else {
      throw PolluxError(
        "The program pollux is not beside the test bundle. Set POLLUX_EXECUTABLE to it, or POLLUX_URL to a running server."
      )
    }
    return found
  }

  private static func firstLine(of handle: FileHandle) -> Data {
    var line = Data()
    while line.count < 4096, let byte = try? handle.read(upToCount: 1), !byte.isEmpty, byte != Data("\n".utf8) {
      line += byte
    }
    return line
  }
}
