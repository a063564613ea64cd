import Glibc

/// Removes what hostile code left in a folder: links are never followed, and neither depth nor number of entries costs
/// more than time.
///
/// No recursion: a tree may be deeper than any stack or table of descriptors. What lies in a folder below is moved up to
/// the top and removed from there, so two descriptors do.
enum FolderRemoval {
  /// Removes a folder and all in it, as far as it can be removed.
  /// - Parameters:
  ///   - name: The folder's name.
  ///   - parent: The folder it stands in.
  static func remove(_ name: String, in parent: Int32) {
    guard let top = openFolder(name, in: parent) else { return }
    var moved: UInt64 = 0
    // A pass over the top that changes nothing will not change anything the next time either.
    while empty(top, moved: &moved) {}
    closedir(top)
    _ = unlinkat(parent, name, Int32(AT_REMOVEDIR))
  }

  /// Removes the entries of the top; a folder that is not empty is emptied into the top first.
  /// - Returns: Whether anything has changed.
  private static func empty(_ top: OpaquePointer, moved: inout UInt64) -> Bool {
    var hasChanged = false
    let descriptor = dirfd(top)
    FolderEntries.forEach(of: top) { name in
      if removeEntry(name, in: descriptor) {
        hasChanged = true
      } else if let folder = openFolder(name, in: descriptor) {
        FolderEntries.forEach(of: folder) { inner in
          if removeEntry(inner, in: dirfd(folder)) || lift(inner, from: dirfd(folder), to: descriptor, &moved) {
            hasChanged = true
          }
          return true
        }
        closedir(folder)
        if removeEntry(name, in: descriptor) { hasChanged = true }
      }
      return true
    }
    return hasChanged
  }

  private static func removeEntry(_ name: UnsafePointer<CChar>, in folder: Int32) -> Bool {
    unlinkat(folder, name, 0) == 0 || unlinkat(folder, name, Int32(AT_REMOVEDIR)) == 0
  }

  /// Moves a folder to the top under a name that is free there.
  private static func lift(
    _ name: UnsafePointer<CChar>,
    from folder: Int32,
    to top: Int32,
    _ moved: inout UInt64
  ) -> Bool {
    // To move a folder its own ".." is written.
    _ = fchmodat(folder, name, 0o700, 0)
    for _ in 0..<100 {
      moved += 1
      if renameat(folder, name, top, ".lifted-\(moved)") == 0 { return true }
    }
    return false
  }

  /// Opens a folder, not a link to one, also where its mode forbids it.
  private static func openFolder(_ name: UnsafePointer<CChar>, in parent: Int32) -> OpaquePointer? {
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    var status = stat()
    guard fstatat(parent, name, &status, Int32(AT_SYMLINK_NOFOLLOW)) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      return nil
    }
    // Nobody is left who could put a link in its place between these lines.
    if status.st_mode & 0o700 != 0o700 { _ = fchmodat(parent, name, 0o700, 0) }
    let descriptor = openat(parent, name, flags)
    guard descriptor >= 0 else { return nil }
    guard let stream = fdopendir(descriptor) else {
      close(descriptor)
      return nil
    }
    return stream
  }
}
