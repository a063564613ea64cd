/// The sizes both sides of a channel agree on.
package enum FrameLimits {
  /// The largest frame in bytes; it fits the default send buffer of a Unix socket (212,992 bytes) with its bookkeeping.
  package static let frameByteCount = 96 * 1024
  /// The most payload one chunk frame carries, in bytes.
  package static let chunkByteCount = 64 * 1024
  /// The largest failure text a session sends, in bytes of UTF-8; longer ones lose their middle.
  ///
  /// The Python that describes failures is given it, and the decoder of the frame holds the session to it.
  package static let failureTextByteCount = 64 * 1024
  /// How many of the figures and files that were left out a session names.
  package static let leftOutNameCount = 20
  /// The most bytes one of those names has, and an error's text that a fork server sends.
  package static let shortTextByteCount = 512
  /// The largest block of code, in bytes.
  package static let codeByteCount = 1024 * 1024
  /// The largest description of a seccomp filter, in bytes.
  package static let filterDescriptionByteCount = 4 * 1024 * 1024
  /// The longest file name the kernel allows, in bytes.
  package static let nameByteCount = 255
  /// The longest path of an output file, in bytes, from the working directory on.
  package static let pathByteCount = 1024
  /// How many names such a path has at most: a file in fifteen folders, one in the other.
  package static let pathNameCount = 16
}
