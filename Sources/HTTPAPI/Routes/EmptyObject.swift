extension [UInt8] {
  /// The body of an answer that says nothing, as protobuf's `Empty` is written.
  static var emptyObject: [UInt8] { Array("{}\n".utf8) }
}
