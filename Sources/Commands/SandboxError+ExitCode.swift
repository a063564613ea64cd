import SandboxHost

extension SandboxError {
  /// Whether a person has to set something right first (exit code 78), or it may work at another time (69).
  var isSetUpProblem: Bool {
    switch self {
    case .configuration, .missing, .refused: true
    case .unavailable, .busy, .lost, .inputFile: false
    }
  }
}
