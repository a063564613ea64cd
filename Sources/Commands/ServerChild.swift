import ArgumentParser
import Foundation
import Glibc

/// A server that runs for one command; it ends with this process, however that ends.
final class ServerChild {
  private let process: pid_t
  /// Its standard input: the server stops when this end is closed.
  private let leash: Int32
  let url: String

  private init(process: pid_t, leash: Int32, url: String) {
    (self.process, self.leash, self.url) = (process, leash, url)
  }

  /// Starts this program's own server and waits until code is accepted.
  ///
  /// - Parameter options: Options of `pollux serve`.
  /// - Returns: The server, running.
  /// - Throws: The server's exit code; it has said why on standard error.
  static func start(options: [String]) throws -> ServerChild {
    var (input, output) = ([Int32](repeating: -1, count: 2), [Int32](repeating: -1, count: 2))
    guard pipe(&input) == 0, pipe(&output) == 0 else { throw ExitCode(69) }
    // The command that runs later must not inherit the ends kept here.
    for end in input + output { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let arguments =
      ["pollux", "serve", "--port", "0", "--ready-format", "json", "--stop-with-input", "--temporary-data"] + options
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input[0], 0)
    posix_spawn_file_actions_adddup2(&actions, output[1], 1)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Ctrl-C is for the command; the server stops when the command has ended.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
    var process = pid_t()
    let result = CStrings.with(arguments) {
      posix_spawn(&process, "/proc/self/exe", &actions, &attributes, $0, environ)
    }
    close(input[0])
    close(output[1])
    guard result == 0 else {
      Output.failure("the server could not be started: \(String(cString: strerror(result)))")
      throw ExitCode(69)
    }
    guard let line = firstLine(of: output[0]), let url = url(in: line) else {
      var status: Int32 = 0
      waitpid(process, &status, 0)
      throw ExitCode(ChildCommand.exitCode(of: status))
    }
    return ServerChild(process: process, leash: input[1], url: url)
  }

  /// Waits for the libraries that are imported last.
  func waitUntilWarm() async throws {
    guard let url = URL(string: url + "/ready?tier=full") else { return }
    for _ in 0..<600 {
      let reply = try? Data(contentsOf: url)
      if reply != nil { return }
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  func stop() {
    close(leash)
    var status: Int32 = 0
    waitpid(process, &status, 0)
  }

  private static func firstLine(of descriptor: Int32) -> String? {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while bytes.count < 4096 {
      let count = read(descriptor, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count == 1, byte != UInt8(ascii: "\n") else { break }
      bytes.append(byte)
    }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }

  private static func url(in line: String) -> String? {
    let value = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    return value?["url"] as? String
  }
}

/// Runs a command on this one's terminal and streams.
enum ChildCommand {
  /// - Returns: What to exit with.
  static func run(_ words: [String], environment: [String: String]) throws -> Int32 {
    // The terminal's signals reach the command directly, and this process waits whatever the command does with them.
    // Signals to this process alone are passed on.
    let held = [SIGINT, SIGQUIT, SIGTERM]
    for number in held { signal(number, SIG_IGN) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for number in held { sigaddset(&defaults, number) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    // Threads that run async code block signals, and their children would inherit that.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var process = pid_t()
    let variables = environment.map { "\($0.key)=\($0.value)" }
    let result = CStrings.with(words) { arguments in
      CStrings.with(variables) { posix_spawnp(&process, words[0], nil, &attributes, arguments, $0) }
    }
    guard result == 0 else {
      Output.failure("\(words[0]) could not be run: \(String(cString: strerror(result)))")
      return 127
    }
    let child = process
    let terminations = DispatchSource.makeSignalSource(signal: SIGTERM, queue: .global())
    terminations.setEventHandler { kill(child, SIGTERM) }
    terminations.resume()
    defer { terminations.cancel() }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return exitCode(of: status)
  }

  /// As in shells: the command's own, or 128 plus the signal's number.
  static func exitCode(of status: Int32) -> Int32 {
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }
}

/// Lists of C strings that end with nil.
enum CStrings {
  static func with<Result>(
    _ strings: [String],
    _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    let pointers = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: strings.count + 1)
    for (index, string) in strings.enumerated() { (pointers + index).initialize(to: strdup(string)) }
    (pointers + strings.count).initialize(to: nil)
    defer {
      for index in strings.indices { free(pointers[index]) }
      pointers.deallocate()
    }
    return body(pointers)
  }
}
