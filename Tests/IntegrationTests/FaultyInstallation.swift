import Foundation
import SandboxProtocol
import TestSupport

/// A copy of the executables in which any step of the jail can be made to fail; removed when it is let go.
final class FaultyInstallation: Sendable {
  /// One step: who takes it, which it is, and what it is about.
  struct Step: Hashable {
    /// `launcher`, `fork server`, `session start` (the fork server's part in it) or `session`.
    var part: String
    var stage: JailStage
    var detail: String

    /// As people read it.
    var name: String { stage.text(detail) }
    var text: String { "\(part): \(name)" }
    /// As the sandbox writes it to the trace, and reads which one fails.
    var line: String { "\(part)\t\(stage.rawValue)\t\(detail)" }

    init?(_ line: Substring) {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields.count == 3, let stage = UInt8(fields[1]).flatMap(JailStage.init(rawValue:)) else { return nil }
      (part, self.stage, detail) = (String(fields[0]), stage, String(fields[2]))
    }
  }

  /// The sandbox built with the package trait.
  static let sandbox = Repository.root.appending(path: ".build-faults/debug/pollux-sandbox")

  let folder = FileManager.default.temporaryDirectory.appending(path: "pollux-tests-\(UUID().uuidString)")
  let configuration: SandboxConfigCopy
  private let fault: URL
  private let trace: URL

  var pollux: String { folder.appending(path: "pollux").path }
  var initExecutable: URL { folder.appending(path: "pollux-init") }
  /// The home and the folder for temporary files of what is started.
  var home: URL { folder.appending(path: "home") }

  init() throws {
    configuration = try SandboxConfigCopy()
    fault = folder.appending(path: "injected-fault-stage")
    trace = folder.appending(path: "injected-fault-trace")
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    guard FileManager.default.isExecutableFile(atPath: Self.sandbox.path) else {
      throw TestFailure("\(Self.sandbox.path) is missing: run scripts/test, which builds it")
    }
    // Copies: `pollux` looks for the others beside the file it was really started from.
    try install(URL(filePath: try Repository.executable("pollux")))
    try install(URL(filePath: try Repository.executable("pollux-init")))
    try install(Self.sandbox)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  private func install(_ executable: URL) throws {
    let copy = folder.appending(path: executable.lastPathComponent)
    try Data(contentsOf: executable, options: .alwaysMapped).write(to: copy)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: copy.path)
  }

  /// Chooses the step that fails from the next session or start on; nil for none.
  func inject(_ step: Step?) throws {
    // Moved into place: a fork server that looks meanwhile finds the one or the other.
    try Data((step?.line ?? "").utf8).write(to: fault, options: .atomic)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: fault.path)
  }

  /// Runs a block in a sandbox of its own.
  func run() async throws -> RunningProgram.Outcome {
    try await started().outcome(within: .seconds(30))
  }

  func started() throws -> RunningProgram {
    try RunningProgram(
      pollux,
      ["run", "--sandbox-config", configuration.path, "-"],
      environment: ["HOME": home.path, "TMPDIR": home.path],
      input: "print(6 * 7)"
    )
  }

  /// Every step of a run in which nothing fails, in order.
  func steps() async throws -> [Step] {
    try inject(nil)
    try Data().write(to: trace)
    // Those who write it run under other ids.
    try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: trace.path)
    let outcome = try await run()
    guard outcome.ending == .exited(0), outcome.output == "42\n" else { throw TestFailure(outcome.everything) }
    let lines = try String(contentsOf: trace, encoding: .utf8).split(separator: "\n")
    try FileManager.default.removeItem(at: trace)
    var seen: Set<Step> = []
    return try lines.map { line in
      guard let step = Step(line) else { throw TestFailure("a line of the trace is not a step: \(line)") }
      return step
    }.filter { seen.insert($0).inserted }
  }
}
