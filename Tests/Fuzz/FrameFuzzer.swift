import Glibc
import SandboxProtocol

/// What libFuzzer drives: the first byte of an input picks a decoder, the rest is what a hostile peer sent.
private enum Target: UInt8, CaseIterable {
  case controlRequest, controlEvent, sessionRequest, sessionEvent, filterDescription, artifacts

  /// Takes the bytes as this target would, and aborts where a promise of the protocol does not hold.
  func take(_ bytes: [UInt8]) {
    switch self {
    case .controlRequest: compare(bytes, try? ControlRequest(decoding: bytes).encoded())
    case .controlEvent: compare(bytes, try? ControlEvent(decoding: bytes).encoded())
    case .sessionRequest: compare(bytes, try? SessionRequest(decoding: bytes).encoded())
    case .sessionEvent: compare(bytes, try? SessionEvent(decoding: bytes).encoded())
    case .filterDescription: compare(bytes, try? FilterDescription(decoding: bytes).encoded())
    case .artifacts: assemble(bytes)
    }
  }

  /// Whatever is taken for a frame must be the only form of that frame.
  private func compare(_ bytes: [UInt8], _ again: [UInt8]?) {
    guard let again else { return }
    expect(again == bytes, "\(self): a frame was taken that is written differently")
  }
}

private let limits = SessionLimits(
  addressSpace: 0,
  processes: 0,
  openFiles: 0,
  fileSize: 0,
  workSize: 0,
  workInodes: 0,
  temporarySize: 0,
  temporaryInodes: 0,
  sharedMemorySize: 0,
  sharedMemoryInodes: 0,
  outputFiles: 4,
  outputFileSize: 1 << 16,
  outputTotalSize: 1 << 17
)

/// Feeds a series of frames, each behind a 16-bit length, to what puts artifacts together.
private func assemble(_ bytes: [UInt8]) {
  var assembly = ArtifactAssembly(limits: limits)
  var rest = bytes[...]
  feeding: while rest.count >= 2 {
    let length = Int(rest[rest.startIndex]) | Int(rest[rest.startIndex + 1]) << 8
    rest = rest.dropFirst(2)
    let frame = Array(rest.prefix(length))
    rest = rest.dropFirst(length)
    do {
      switch try SessionEvent(decoding: frame) {
      case .artifact(_, let name, let byteCount): try assembly.begin(name, byteCount: byteCount)
      case .chunk(let bytes): try assembly.append(bytes)
      default: break feeding
      }
    } catch {
      break
    }
  }
  let size = assembly.finished.reduce(0) { $0 + $1.bytes.count }
  expect(assembly.finished.count <= limits.outputFiles, "more artifacts than the cap allows")
  expect(size <= limits.outputTotalSize, "more bytes of artifacts than the cap allows")
  for artifact in assembly.finished {
    expect(artifact.bytes.count <= limits.outputFileSize, "an artifact larger than the cap allows")
    expect(
      artifact.name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
        && (!artifact.name.contains("/") || OutputPath.isValid(Array(artifact.name.utf8))),
      "a name that is more than a name"
    )
  }
}

private func expect(_ condition: Bool, _ text: @autoclosure () -> String) {
  guard !condition else { return }
  let line = "FrameFuzzer: \(text())\n"
  _ = write(STDERR_FILENO, line, line.utf8.count)
  abort()
}

@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = UnsafeBufferPointer(start: start, count: count)
  guard let first = bytes.first, let target = Target(rawValue: first % UInt8(Target.allCases.count)) else { return 0 }
  target.take(Array(bytes.dropFirst()))
  return 0
}

/// With `FUZZ_SEEDS` set, writes frames of every kind into that folder and ends: the corpus to begin from.
@_cdecl("LLVMFuzzerInitialize")
func initialize(
  _ count: UnsafeMutablePointer<CInt>?,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>?
) -> CInt {
  guard let folder = getenv("FUZZ_SEEDS") else { return 0 }
  let events = SampleFrames.sessionEvents.map { $0.encoded() }
  let frames: [(Target, [[UInt8]])] = [
    (.controlRequest, SampleFrames.controlRequests.map { $0.encoded() }),
    (.controlEvent, SampleFrames.controlEvents.map { $0.encoded() }),
    (.sessionRequest, SampleFrames.sessionRequests.map { $0.encoded() }),
    (.sessionEvent, events),
    (.filterDescription, SampleFrames.descriptions.map { $0.encoded() }),
    (.artifacts, [series(ofArtifactsIn: [[3], [1, 2]]), series(ofArtifactsIn: [[]])]),
  ]
  for (target, samples) in frames {
    for (index, sample) in samples.enumerated() {
      save([target.rawValue] + sample, as: "\(String(cString: folder))/\(target)-\(index)")
    }
  }
  exit(0)
}

/// An artifact for each content, sent in one chunk, as a session sends it.
private func series(ofArtifactsIn contents: [[UInt8]]) -> [UInt8] {
  contents.flatMap { content in
    [
      SessionEvent.artifact(.figure, name: Array("figure_1.png".utf8), byteCount: UInt64(content.count)),
      .chunk(content),
    ]
    .flatMap { event in
      let frame = event.encoded()
      return [UInt8(frame.count & 0xff), UInt8(frame.count >> 8)] + frame
    }
  }
}

private func save(_ bytes: [UInt8], as path: String) {
  guard let file = fopen(path, "wb") else {
    perror(path)
    exit(1)
  }
  fwrite(bytes, 1, bytes.count, file)
  fclose(file)
}
