/// The version that the command line, the `Server` header and the ready line tell.
package enum PolluxVersion {
  /// Semantic version without a leading `v`.
  package static let current = "0.1.0"
}
