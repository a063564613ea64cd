import ArgumentParser
import SandboxHost
import Service

extension SandboxError {
  /// Whether somebody has to correct the configuration (exit code 78), or a retry may work (69).
  var isSetUpProblem: Bool {
    switch self {
    case .configuration, .missing, .refused: true
    case .unavailable, .busy, .lost, .inputFile: false
    }
  }
}

/// Runs a command's work, and turns errors of the sandbox and the settings into a message and an exit code.
///
/// - Parameter work: The work; its other errors pass through.
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
