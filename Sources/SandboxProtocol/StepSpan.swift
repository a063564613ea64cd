/// How long one step of a session's start took.
package struct StepSpan: FrameField, Hashable, Sendable {
  package var name: String
  package var nanoseconds: UInt64

  package init(name: String, nanoseconds: UInt64) {
    self.name = name
    self.nanoseconds = nanoseconds
  }

  package func encode(into writer: inout FrameWriter) { writer.write(name, nanoseconds) }

  package init(from reader: inout FrameReader) throws(FrameError) {
    name = try reader.read()
    nanoseconds = try reader.read()
  }
}
