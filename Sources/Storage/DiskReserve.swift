import Glibc
import Synchronization

/// Room set aside in the data directory, given up when the disk is full so that something can still be deleted.
///
/// A database writes before it frees: to its log which pages change, and to a table that others no longer count. Without
/// a reserve nobody could delete anything from a full disk.
final class DiskReserve: Sendable {
  static let fileName = "reserve"
  /// In bytes.
  ///
  /// Deleting two hundred files, or a cached prompt of gigabytes, changes fewer pages than that.
  static let byteCount = 1 << 20

  private let path: String
  private let isHeld = Mutex(false)

  /// - Parameter directory: Where the room is, on the disk of the database.
  init(directory: String) {
    path = "\(directory)/\(Self.fileName)"
  }

  /// Sets the room aside where it is not; a disk that has none is tried again at the next call.
  func take() {
    isHeld.withLock { isHeld in
      guard !isHeld else { return }
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard descriptor >= 0 else { return }
      // Not ftruncate: a file with a hole has no room.
      isHeld = posix_fallocate(descriptor, 0, off_t(Self.byteCount)) == 0
      close(descriptor)
      // What was allocated of it helps nobody here.
      if !isHeld { unlink(path) }
    }
  }

  /// Gives the room up, also that of an earlier process.
  func release() {
    isHeld.withLock { isHeld in
      unlink(path)
      isHeld = false
    }
  }
}
