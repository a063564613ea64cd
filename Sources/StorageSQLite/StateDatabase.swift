import GRDB
import Storage

/// The database of a data directory: everything that must survive a restart, except the bytes of files.
///
/// Every write is on the disk when it returns: SQLite's log is synchronized at each commit (`synchronous = FULL`), because
/// what a client got acknowledged must survive a power failure. That is one `fsync` for a piece of some megabytes, which
/// costs less than the piece.
final class StateDatabase: Sendable {
  static let fileName = "pollux.sqlite"

  private let queue: DatabaseQueue
  private let reserve: DiskReserve

  /// Opens the database, creates it if it is missing, and migrates an older one.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - reserve: Room on its disk, reserved after the database is open, because opening needs some.
  /// - Throws: `DatabaseFailure` for a file that is not SQLite's, or one of a later version of Pollux.
  init(path: String, reserve: DiskReserve) throws(DatabaseFailure) {
    self.reserve = reserve
    reserve.release()
    var configuration = Configuration()
    configuration.label = "pollux.database"
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    }
    do {
      queue = try DatabaseQueue(path: path, configuration: configuration)
      let migrator = StateSchema.migrator
      guard try !queue.read(migrator.hasBeenSuperseded) else {
        throw DatabaseFailure(reason: "\(path): made by a later version of Pollux", isOfLaterVersion: true)
      }
      try migrator.migrate(queue)
      reserve.take()
    } catch {
      throw DatabaseFailure(error, path: path)
    }
  }

  /// Writes the log into the file and closes both; what is asked afterwards fails.
  func close() throws(DatabaseFailure) {
    do { try queue.close() } catch { throw DatabaseFailure(error, path: queue.path) }
  }

  /// Looks something up.
  func read<Value>(_ body: (Database) throws -> Value) throws(DatabaseFailure) -> Value {
    do { return try queue.read(body) } catch { throw DatabaseFailure(error, path: queue.path) }
  }

  /// Looks something up for a client.
  func answer<Value>(_ body: (Database) throws -> Value) throws(StorageError) -> Value {
    do throws(DatabaseFailure) { return try read(body) } catch { throw error.reported }
  }

  /// Changes something for a client, all of it or nothing.
  func change(_ body: (Database) throws -> Void) throws(StorageError) {
    do throws(DatabaseFailure) { try write(body) } catch { throw error.reported }
  }

  /// Removes something for a client, also where the disk is full.
  func changeWithReserve(_ body: (Database) throws -> Void) throws(StorageError) {
    do throws(DatabaseFailure) { try writeWithReserve(body) } catch { throw error.reported }
  }

  /// Changes something that makes room, or that must not be lost: on a full disk, the reserve is released for it.
  func writeWithReserve<Value>(_ body: (Database) throws -> Value) throws(DatabaseFailure) -> Value {
    do throws(DatabaseFailure) {
      return try write(body)
    } catch {
      guard error.isFull else { throw error }
    }
    reserve.release()
    // The log's pages move into the database, and the log's file shrinks.
    emptyLog()
    defer {
      emptyLog()
      reserve.take()
    }
    do { return try queue.write(body) } catch { throw DatabaseFailure(error, path: queue.path) }
  }

  /// Reserves the room again once there is some.
  func takeReserve() { reserve.take() }

  /// If the log cannot be emptied it stays as it is, and nothing is lost.
  private func emptyLog() {
    _ = try? queue.writeWithoutTransaction { try $0.checkpoint(.truncate) }
  }

  /// Changes something, all of it or nothing.
  func write<Value>(_ body: (Database) throws -> Value) throws(DatabaseFailure) -> Value {
    // The reserve comes before new data, so that a full disk can always be emptied.
    reserve.take()
    do { return try queue.write(body) } catch { throw DatabaseFailure(error, path: queue.path) }
  }
}
