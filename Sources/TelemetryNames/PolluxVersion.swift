/// The version in the command line's help, the `Server` header and the ready line.
package enum PolluxVersion {
  /// Semantic version without a leading `v`.
  package static let current = "0.1.0"
}
