import Glibc

/// The directory of a server's state, locked for this process as long as the value lives.
///
/// | in it | is |
/// |---|---|
/// | `lock` | held by the server that uses the directory |
/// | `pollux.sqlite` | files, unfinished uploads, cached contents and batches; see ``StateDatabase`` |
/// | `reserve` | room without content; see ``DiskReserve`` |
/// | `bytes/` | their bytes; see ``ContentDirectory`` |
package final class DataDirectory: Sendable {
  /// Why a directory cannot be used.
  package enum Problem: Error, Hashable, Sendable {
    /// Another process uses it.
    case inUse
    /// It cannot be created, read or written; the text names the call and the system's reason.
    case unusable(String)
    /// Its database is damaged or not a database; the text is the file and SQLite's reason.
    case damaged(String)
    /// A later version of Pollux wrote its database.
    case ofLaterVersion(String)
    /// There is no room for its database.
    case full(String)
  }

  package let path: String
  let database: StateDatabase
  private let lock: OpenFile

  var contents: ContentDirectory { ContentDirectory(path: "\(path)/bytes") }

  /// Locks a directory; if it is missing, it is created for its owner alone.
  ///
  /// - Parameter path: The directory.
  /// - Throws: A `Problem`.
  package init(_ path: String) throws(Problem) {
    self.path = path
    let isTaken: Bool
    do throws(SystemError) {
      try Self.make(path)
      lock = try OpenFile("\(path)/lock", O_RDWR | O_CREAT)
      isTaken = try lock.lock()
    } catch {
      throw .unusable(error.description)
    }
    guard isTaken else { throw .inUse }
    do throws(SystemError) {
      try Self.make("\(path)/bytes")
      // SQLite would give a new file the mode of the process's mask.
      _ = try OpenFile("\(path)/\(StateDatabase.fileName)", O_RDWR | O_CREAT)
    } catch {
      throw .unusable(error.description)
    }
    do throws(DatabaseFailure) {
      database = try StateDatabase(
        path: "\(path)/\(StateDatabase.fileName)",
        reserve: DiskReserve(directory: path)
      )
    } catch {
      throw Self.problem(of: error)
    }
  }

  /// Closes the database, so that its file alone has all of it; the directory stays taken until the process ends.
  ///
  /// - Throws: A `Problem` where the log stays beside the file; nothing is lost by that, the next server reads it.
  package func close() throws(Problem) {
    do throws(DatabaseFailure) { try database.close() } catch { throw Self.problem(of: error) }
  }

  private static func problem(of failure: DatabaseFailure) -> Problem {
    if failure.isDamaged { return .damaged(failure.reason) }
    if failure.isOfLaterVersion { return .ofLaterVersion(failure.reason) }
    return failure.isFull ? .full(failure.reason) : .unusable(failure.reason)
  }

  /// Creates a directory and those above it; only new ones get a mode.
  private static func make(_ path: String) throws(SystemError) {
    if mkdir(path, 0o700) == 0 { return }
    let cause = errno
    if cause == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex {
      try make(String(path[..<slash]))
      if mkdir(path, 0o700) == 0 { return }
    }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw SystemError(call: "mkdir", path: path, errno: cause == EEXIST ? ENOTDIR : cause)
    }
  }
}
