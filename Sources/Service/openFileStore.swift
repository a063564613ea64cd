import Generation
import Glibc
import ServiceLifecycle
import Storage

extension FileStore: FileSource {}

/// Takes the data directory and reads the files in it.
///
/// - Parameter settings: Say where it is.
/// - Returns: The files.
/// - Throws: A failure of code 69 where another server has the directory, of code 78 where it cannot be used.
func openFileStore(_ settings: ServiceSettings) throws(ServiceFailure) -> FileStore {
  var path = settings.data ?? ""
  if path.isEmpty { path = try DataPath.standard() }
  do throws(DataDirectory.Problem) {
    return try FileStore(
      data: try DataDirectory(path),
      limits: FileLimits(processingTime: settings.fileProcessing)
    )
  } catch {
    switch error {
    case .inUse:
      throw .unavailable(
        "The data directory \(path) is in use by another Pollux. Stop it, or give this one a directory of its own with "
          + "--data or POLLUX_DATA."
      )
    case .unusable(let reason):
      throw .configuration(
        "The data directory \(path) cannot be used: \(reason). Name a directory this user may write with --data or "
          + "POLLUX_DATA."
      )
    }
  }
}

/// Where state lies when nothing says so.
enum DataPath {
  /// `$XDG_STATE_HOME/pollux`, else `~/.local/state/pollux`, by the XDG Base Directory Specification 0.8.
  ///
  /// - Parameter environment: Looks up an environment variable.
  /// - Returns: An absolute path.
  /// - Throws: A configuration failure where the user has no home.
  static func standard(
    environment: (String) -> String? = { getenv($0).map { String(cString: $0) } }
  ) throws(ServiceFailure) -> String {
    // The specification has relative paths ignored.
    if let state = environment("XDG_STATE_HOME"), state.hasPrefix("/") { return "\(state)/pollux" }
    guard let home = environment("HOME"), home.hasPrefix("/") else {
      throw .configuration("There is no HOME to keep uploaded files in. Name a directory with --data or POLLUX_DATA.")
    }
    return "\(home)/.local/state/pollux"
  }
}

/// Frees the disk of files whose time is over, also where nobody asks for them.
struct FileSweeper: Service {
  private static let interval = Duration.seconds(600)

  let files: FileStore

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        // What the database refuses is told to whoever asks for a file.
        try? await files.sweep()
        try? await Task.sleep(for: Self.interval)
      }
    }
  }
}
