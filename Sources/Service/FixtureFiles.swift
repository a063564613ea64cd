import FoundationEssentials
import Glibc
import Logging
import Scripting
import ServiceLifecycle
import TelemetryNames

/// Reads fixtures again when their files change, or when it is told to.
///
/// A set with a mistake in it is not taken: the one before goes on answering, and the log says what is wrong.
final class FixtureFiles: Service {
  private static let pollInterval = Duration.milliseconds(250)

  private let source: FixtureSource
  private let directory: String
  private let logger: Logger

  /// - Parameters:
  ///   - source: Where the fixtures answer.
  ///   - directory: Where their files are.
  ///   - logger: Where reloads are logged.
  init(source: FixtureSource, directory: String, logger: Logger) {
    self.source = source
    self.directory = directory
    self.logger = logger
  }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      var seen = FolderState(self.directory)
      while !Task.isCancelled {
        // Watching by asking works on every file system, those shared into containers too.
        try? await Task.sleep(for: Self.pollInterval)
        let now = FolderState(self.directory)
        guard now != seen, !Task.isCancelled else { continue }
        seen = now
        self.reload()
      }
    }
  }

  /// Reads the files now.
  func reload() {
    do throws(FixtureError) {
      let fixtures = try FixtureSet.load(directory: directory)
      source.replace(with: fixtures)
      logger.notice("fixtures reloaded", metadata: [LogKeys.fixtures: "\(fixtures.count)"])
    } catch {
      source.keep(because: error.problems)
      logger.error("the changed fixtures are not taken; those from before still answer:\n\(error)")
    }
  }
}

/// What tells that files of a directory changed.
private struct FolderState: Hashable {
  private struct File: Hashable {
    var name: String
    var size: Int
    /// Since 1970.
    var seconds: Int
    var nanoseconds: Int
  }

  private var files: [File]

  /// Asks the system itself: this is done all the time, and Foundation takes a hundred times as long for a file.
  init(_ directory: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    files = names.sorted().map { name in
      var status = stat()
      // A file that has gone meanwhile stays as the empty one here, and is missing the next time.
      _ = stat("\(directory)/\(name)", &status)
      return File(
        name: name,
        size: Int(status.st_size),
        seconds: status.st_mtim.tv_sec,
        nanoseconds: status.st_mtim.tv_nsec
      )
    }
  }
}
