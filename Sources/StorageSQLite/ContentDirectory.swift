import Glibc

/// The directory of bytes: a file for each uploaded file and each unfinished upload, under the name in its row.
///
/// Bytes never move: one transaction of the database turns an upload into a file. One order matters: bytes are on the disk
/// before a row names them, and are removed after the row. Bytes that no row names are leftovers, removed at start.
struct ContentDirectory: Sendable {
  let path: String

  func names() throws(SystemError) -> Set<String> { Set(try Directory.names(in: path)) }

  /// Opens bytes to read them.
  func read(_ name: String) throws(SystemError) -> OpenFile { try OpenFile(place(name), O_RDONLY) }

  /// Opens bytes to write them, where there were none before.
  func write(_ name: String) throws(SystemError) -> OpenFile { try OpenFile(place(name), O_RDWR | O_CREAT) }

  /// Removes bytes; if there are none, that is not an error.
  func remove(_ name: String) throws(SystemError) { try Directory.remove(place(name)) }

  /// Waits until new names are on the disk.
  func synchronize() throws(SystemError) { try OpenFile(path, O_RDONLY | O_DIRECTORY).synchronize() }

  private func place(_ name: String) -> String { "\(path)/\(name)" }
}
