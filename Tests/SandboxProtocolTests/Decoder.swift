import SandboxProtocol

/// The decoders, each of which must take any bytes without a trap.
enum Decoder: String, CaseIterable {
  case controlRequest, controlEvent, sessionRequest, sessionEvent, filterDescription

  /// The frame's bytes once more where these bytes are one; throws where they are none.
  func recode(_ bytes: [UInt8]) throws(FrameError) -> [UInt8] {
    switch self {
    case .controlRequest: try ControlRequest(decoding: bytes).encoded()
    case .controlEvent: try ControlEvent(decoding: bytes).encoded()
    case .sessionRequest: try SessionRequest(decoding: bytes).encoded()
    case .sessionEvent: try SessionEvent(decoding: bytes).encoded()
    case .filterDescription: try FilterDescription(decoding: bytes).encoded()
    }
  }

  var samples: [[UInt8]] {
    switch self {
    case .controlRequest: SampleFrames.controlRequests.map { $0.encoded() }
    case .controlEvent: SampleFrames.controlEvents.map { $0.encoded() }
    case .sessionRequest: SampleFrames.sessionRequests.map { $0.encoded() }
    case .sessionEvent: SampleFrames.sessionEvents.map { $0.encoded() }
    case .filterDescription: SampleFrames.descriptions.map { $0.encoded() }
    }
  }

  /// A frame at random: its bytes, and whether these bytes are read as the same frame.
  func make(_ random: inout RandomFrames<SeededGenerator>) -> (bytes: [UInt8], isReadBack: Bool) {
    switch self {
    case .controlRequest:
      let frame = random.controlRequest()
      return (frame.encoded(), (try? ControlRequest(decoding: frame.encoded())) == frame)
    case .controlEvent:
      let frame = random.controlEvent()
      return (frame.encoded(), (try? ControlEvent(decoding: frame.encoded())) == frame)
    case .sessionRequest:
      let frame = random.sessionRequest()
      return (frame.encoded(), (try? SessionRequest(decoding: frame.encoded())) == frame)
    case .sessionEvent:
      let frame = random.sessionEvent()
      return (frame.encoded(), (try? SessionEvent(decoding: frame.encoded())) == frame)
    case .filterDescription:
      let frame = random.filterDescription()
      return (frame.encoded(), (try? FilterDescription(decoding: frame.encoded())) == frame)
    }
  }
}
