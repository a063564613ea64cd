extension Status: JSONWritable {
  /// Writes the error in the envelope of a response body, `{"error": {…}}`.
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("error")
      writer.object { writer in
        writer.member("code", httpStatus)
        writer.member("message", message)
        writer.member("status", frontEnd?.name ?? code.name)
        writer.member("details", details)
      }
    }
  }
}
