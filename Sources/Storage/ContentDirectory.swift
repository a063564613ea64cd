import Glibc

/// The directory of bytes, a file for each uploaded file and each unfinished upload, under the name its row has.
///
/// Bytes never move: what makes a file of an upload is one transaction of the database. Here is no order to keep but
/// this: bytes are on the disk before a row tells of them, and go after the row has gone. What no row names is left over
/// and is removed at start.
struct ContentDirectory: Sendable {
  let path: String

  func names() throws(SystemError) -> Set<String> { Set(try Directory.names(in: path)) }

  /// Opens bytes to read them.
  func read(_ name: String) throws(SystemError) -> OpenFile { try OpenFile(place(name), O_RDONLY) }

  /// Opens bytes to write them; there are none before.
  func write(_ name: String) throws(SystemError) -> OpenFile { try OpenFile(place(name), O_RDWR | O_CREAT) }

  /// Removes bytes; where there are none, that is no error.
  func remove(_ name: String) throws(SystemError) { try Directory.remove(place(name)) }

  /// Waits until new names are on the disk.
  func synchronize() throws(SystemError) { try OpenFile(path, O_RDONLY | O_DIRECTORY).synchronize() }

  private func place(_ name: String) -> String { "\(path)/\(name)" }
}
