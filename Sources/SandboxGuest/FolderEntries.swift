import Glibc

/// The names in a folder that is open.
enum FolderEntries {
  /// Calls `body` with each name but `.` and `..`, from the first on.
  /// - Parameters:
  ///   - stream: The folder.
  ///   - body: Uses the name, which is gone afterwards, and says whether to go on.
  static func forEach(of stream: OpaquePointer, _ body: (UnsafePointer<CChar>) -> Bool) {
    rewinddir(stream)
    while let entry = readdir(stream) {
      let goesOn = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        // The kernel's longest name is 255 bytes, with a null behind it.
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { name in
          strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || body(name)
        }
      }
      guard goesOn else { return }
    }
  }
}
