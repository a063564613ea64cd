/// The sizes both sides of a channel agree on.
package enum FrameLimits {
  /// The largest frame in bytes; it fits the default send buffer of a Unix socket (212,992 bytes) with its bookkeeping.
  package static let frameByteCount = 96 * 1024
  /// The most payload one chunk frame carries, in bytes.
  package static let chunkByteCount = 64 * 1024
  /// The largest failure text a session sends, in bytes; longer ones lose their middle.
  package static let failureTextByteCount = 64 * 1024
  /// The largest block of code, in bytes.
  package static let codeByteCount = 1024 * 1024
  /// The largest description of a seccomp filter, in bytes.
  package static let filterDescriptionByteCount = 4 * 1024 * 1024
  /// The longest file name the kernel allows, in bytes.
  package static let nameByteCount = 255
}
