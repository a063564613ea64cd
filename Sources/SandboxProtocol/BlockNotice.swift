/// What a session tells of a block beside what the block itself printed.
package enum BlockNotice: UInt8, CaseIterable, FrameField, Sendable {
  case imshow = 1
  case showOfPillow = 2
  case showOfAltair = 3

  /// What was called.
  package var call: String {
    switch self {
    case .imshow: "cv2.imshow"
    case .showOfPillow: "Image.show()"
    case .showOfAltair: "Chart.show()"
    }
  }
}
