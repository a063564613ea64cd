import Glibc
import Testing

@testable import SandboxHost

@Suite("An open file is lent to a session")
struct FileContentTests {
  private final class Owner: Sendable {}

  /// Whether a descriptor of four bytes may be lent.
  private func isLent(_ descriptor: Int32, byteCount: Int = 4, hasRunCode: Bool = false) -> Bool {
    let content = FileContent.open(descriptor: descriptor, byteCount: byteCount, owner: Owner())
    do {
      try content.checkLending("a.csv", hasRunCode: hasRunCode)
      return true
    } catch {
      guard case .inputFile("a.csv", _) = error else { return true }
      return false
    }
  }

  @Test("for reading, whole, and before any code has run; nothing else is")
  func lending() throws {
    var path = Array("/tmp/pollux-content-XXXXXX".utf8CString)
    let written = mkstemp(&path)
    defer { close(written) }
    let read = open(path, O_RDONLY)
    defer { close(read) }
    unlink(path)
    #expect(write(written, "abcd", 4) == 4)
    #expect(isLent(read))
    #expect(!isLent(read, hasRunCode: true))
    #expect(!isLent(read, byteCount: 3))
    #expect(!isLent(read, byteCount: 5))
    #expect(!isLent(written), "it could be written to")
    let folder = open("/", O_RDONLY)
    defer { close(folder) }
    #expect(!isLent(folder, byteCount: 0), "it leads to other files")
    #expect(!isLent(-1))
  }
}
