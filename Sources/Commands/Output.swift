import Glibc

/// The output of a command: results on standard output, everything else on standard error.
enum Output {
  /// Writes one line to standard output, at once, so that a script that waits for it gets it.
  static func line(_ text: String) {
    write(text + "\n", to: STDOUT_FILENO)
  }

  /// Writes why a command failed to standard error.
  static func failure(_ message: String) {
    write("pollux: \(message)\n", to: STDERR_FILENO)
  }

  /// Writes a note, which is not a result, to standard error.
  static func note(_ text: String) {
    write("pollux: \(text)\n", to: STDERR_FILENO)
  }

  /// Passes bytes on as they are.
  static func bytes(_ bytes: [UInt8]) {
    write(bytes, to: STDOUT_FILENO)
  }

  static func errorBytes(_ bytes: [UInt8]) {
    write(bytes, to: STDERR_FILENO)
  }

  private static func write(_ text: String, to descriptor: Int32) {
    write(Array(text.utf8), to: descriptor)
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) {
    bytes.withUnsafeBytes { bytes in
      var rest = bytes
      while !rest.isEmpty {
        let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
        if written < 0, errno == EINTR { continue }
        // The reader has gone, so there is nobody to report this to.
        guard written > 0 else { return }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
      }
    }
  }
}
