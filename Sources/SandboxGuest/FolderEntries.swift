import Glibc

/// The names in a folder that is open.
enum FolderEntries {
  /// Calls `body` with each name but `.` and `..`, from the first on.
  /// - Parameters:
  ///   - stream: The folder.
  ///   - body: Uses the name; it is gone afterwards.
  static func forEach(of stream: OpaquePointer, _ body: (UnsafePointer<CChar>) -> Void) {
    rewinddir(stream)
    while let entry = readdir(stream) {
      withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        // The kernel's longest name is 255 bytes, with a null behind it.
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { name in
          if strcmp(name, ".") != 0, strcmp(name, "..") != 0 { body(name) }
        }
      }
    }
  }
}
