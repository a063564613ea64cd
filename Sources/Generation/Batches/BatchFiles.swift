/// The files jobs read and write.
package protocol BatchFiles: Sendable {
  /// Reads an uploaded file line by line; empty lines are passed over.
  ///
  /// - Parameters:
  ///   - id: What follows `files/`.
  ///   - body: Given each line in turn, a line too long as nil.
  /// - Throws: `PERMISSION_DENIED` where there is no such file, and what `body` throws.
  func readLines(of id: String, _ body: ([UInt8]?) async throws -> Void) async throws

  /// Makes the file of answers, whole or not at all.
  ///
  /// - Parameters:
  ///   - id: What follows `files/`.
  ///   - body: Given a function that appends bytes.
  /// - Throws: What `body` throws, and where the disk refuses.
  func writeAnswers(id: String, _ body: (_ append: ([UInt8]) async throws -> Void) async throws -> Void) async throws
}
