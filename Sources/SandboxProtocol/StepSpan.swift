/// How long one step of a session's start took.
package struct StepSpan: Hashable, Sendable {
  package var name: String
  package var nanoseconds: UInt64

  package init(name: String, nanoseconds: UInt64) {
    self.name = name
    self.nanoseconds = nanoseconds
  }

  func encode(into writer: inout FrameWriter) {
    writer.write(name)
    writer.write(nanoseconds)
  }

  init(from reader: inout FrameReader) throws(FrameError) {
    name = try reader.readString()
    nanoseconds = try reader.readUInt64()
  }
}
