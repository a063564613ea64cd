/// How a session's number says which ids it runs under, where sessions have ids of their own.
package enum SessionNumbering {
  /// How many pairs of ids a range holds, each one id for init and one for user code.
  ///
  /// A session's number, divided by it, leaves the place of its pair.
  package static let pairCount: UInt64 = 2000
}
