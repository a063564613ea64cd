import ArgumentParser
import SandboxHost
import Service

extension SandboxError {
  /// Whether a person has to set something right first (exit code 78), or it may work at another time (69).
  var isSetUpProblem: Bool {
    switch self {
    case .configuration, .missing, .refused: true
    case .unavailable, .busy, .lost, .inputFile: false
    }
  }
}

/// Runs a command's work, and turns what the sandbox or the settings refuse into a message and an exit code.
///
/// - Parameter work: The work; other errors of it pass.
/// - Returns: What it returned.
/// - Throws: An `ExitCode`, or what the work threw.
func tellingFailures<Result>(_ work: () async throws -> Result) async throws -> Result {
  do {
    return try await work()
  } catch let error as SandboxError {
    Output.failure(error.description)
    throw ExitCode(error.isSetUpProblem ? 78 : 69)
  } catch let error as ServiceFailure {
    Output.failure(error.message)
    throw ExitCode(error.exitCode)
  }
}
