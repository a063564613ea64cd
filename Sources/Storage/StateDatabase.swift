import GRDB
import GeminiAPI

/// The one database of a data directory: what must outlive the process, but for the bytes of files.
///
/// Every write is on the disk when it returns: SQLite's log is synchronized at each commit (`synchronous = FULL`), since
/// what a client was told has been taken must be there after the power fails. That is one `fsync` for a piece of some
/// megabytes, which costs less than the piece.
final class StateDatabase: Sendable {
  static let fileName = "pollux.sqlite"

  private let queue: DatabaseQueue
  private let reserve: DiskReserve

  /// Opens the database, makes it where it is missing, and brings an older one up to date.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - reserve: Room on its disk; it is taken once the database is open, which itself needs some.
  /// - Throws: `DatabaseFailure` for a file that is none of SQLite's, or one of a later version of Pollux.
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
  func answer<Value>(_ body: (Database) throws -> Value) throws(Status) -> Value {
    do throws(DatabaseFailure) { return try read(body) } catch { throw error.status }
  }

  /// Changes something for a client, all of it or nothing.
  func change(_ body: (Database) throws -> Void) throws(Status) {
    do throws(DatabaseFailure) { try write(body) } catch { throw error.status }
  }

  /// Removes something for a client, also where the disk is full.
  func changeWithReserve(_ body: (Database) throws -> Void) throws(Status) {
    do throws(DatabaseFailure) { try writeWithReserve(body) } catch { throw error.status }
  }

  /// Changes something that makes room, or that must not be lost: where the disk is full, the reserve is given up for it.
  func writeWithReserve<Value>(_ body: (Database) throws -> Value) throws(DatabaseFailure) -> Value {
    do throws(DatabaseFailure) {
      return try write(body)
    } catch {
      guard error.isFull else { throw error }
    }
    reserve.release()
    // The log's pages go into the database, and its file gives back its own room.
    emptyLog()
    defer {
      emptyLog()
      reserve.take()
    }
    do { return try queue.write(body) } catch { throw DatabaseFailure(error, path: queue.path) }
  }

  /// Sets the reserve aside again, once there is room.
  func takeReserve() { reserve.take() }

  /// A log that cannot be emptied stays as it is; nothing is lost by that.
  private func emptyLog() {
    _ = try? queue.writeWithoutTransaction { try $0.checkpoint(.truncate) }
  }

  /// Changes something, all of it or nothing.
  func write<Value>(_ body: (Database) throws -> Value) throws(DatabaseFailure) -> Value {
    // It goes before new data: what is full must stay possible to empty.
    reserve.take()
    do { return try queue.write(body) } catch { throw DatabaseFailure(error, path: queue.path) }
  }
}
