/// A step that failed, and the kernel's answer.
package struct GuestError: Error, FrameField, Hashable, Sendable {
  package let stage: JailStage
  /// What the step was about, at most `FrameLimits.shortTextByteCount` bytes; empty where its text names nothing.
  package let detail: String
  /// The kernel's errno; 0 where there is none.
  package let errno: Int32

  /// - Parameters:
  ///   - stage: The step.
  ///   - detail: What it was about; a longer one is cut, and one that the step's text has no place for is left out.
  ///   - errno: The kernel's answer.
  package init(_ stage: JailStage, _ detail: String = "", errno: Int32) {
    self.stage = stage
    self.detail = stage.takesDetail ? ByteCut.prefix(detail, FrameLimits.shortTextByteCount) : ""
    self.errno = errno
  }

  /// The step, as a person would look it up: `mount a tmpfs on /tmp`.
  package var step: String { stage.text(detail) }

  package func encode(into writer: inout FrameWriter) { writer.write(stage, detail, errno) }

  package init(from reader: inout FrameReader) throws(FrameError) {
    let stage: JailStage = try reader.read()
    let detail = try reader.readString(limit: FrameLimits.shortTextByteCount)
    // A detail that nobody would see has one form only, so that no two frames mean the same.
    guard stage.takesDetail || detail.isEmpty else { throw .unknownValue(UInt64(detail.utf8.count)) }
    self.init(stage, detail, errno: try reader.read())
  }
}
