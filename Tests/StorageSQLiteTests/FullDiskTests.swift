import GeminiAPI
import Glibc
import Storage
import StorageSQLite
import Testing

/// Stores on a disk of a few megabytes, which only root can make.
@Suite(.enabled(if: geteuid() == 0, "mounting a small disk needs root"))
struct FullDiskTests {
  /// A file system of its own in memory, for the length of a test.
  private final class SmallDisk {
    let directory = TemporaryDirectory()

    init() throws {
      try directory.write("", to: "mount-point")
      try #require(
        mount("none", directory.path, "tmpfs", 0, "size=4m") == 0,
        "mount: \(String(cString: strerror(errno)))"
      )
    }

    deinit { umount2(directory.path, Int32(MNT_DETACH)) }
  }

  private func fill(_ store: FileStore) async throws -> Int {
    var (count, size) = (0, 512 << 10)
    while size >= 4_096 {
      do {
        try await store.keep(String(repeating: "x", count: size))
        count += 1
      } catch StorageError.diskFull {
        size /= 4
      }
    }
    return count
  }

  @Test func `files expire on a full disk, and their room is free again`() async throws {
    let (disk, clock) = (try SmallDisk(), TestClock())
    let store = try disk.directory.store(clock: clock)
    #expect(try await fill(store) > 3)
    clock.advance(seconds: 49 * 3_600)
    #expect(try await store.names().isEmpty)
    try await store.sweep()
    #expect(try disk.directory.names().isEmpty)
    #expect(try await fill(store) > 3)
  }

  @Test func `a full disk is opened again, and emptied, also where something else took the reserve`() async throws {
    let disk = try SmallDisk()
    var store: FileStore? = try disk.directory.store()
    _ = try await fill(try #require(store))
    store = nil
    // What is not ours fills it to the last page.
    let descriptor = open("\(disk.directory.path)/other", O_RDWR | O_CREAT, 0o600)
    let page = [UInt8](repeating: 1, count: 4_096)
    while write(descriptor, page, page.count) > 0 {}
    close(descriptor)
    let again = try disk.directory.store()
    let names = try await again.names()
    #expect(!names.isEmpty)
    unlink("\(disk.directory.path)/reserve")
    let more = open("\(disk.directory.path)/more", O_RDWR | O_CREAT, 0o600)
    while write(more, page, page.count) > 0 {}
    close(more)
    var rest = names
    while !rest.isEmpty {
      for name in rest { try await again.delete(String(name.dropFirst("files/".count))) }
      rest = try await again.names()
    }
    for name in ["other", "more"] { unlink("\(disk.directory.path)/\(name)") }
    #expect(try await fill(again) > 3)
  }

  @Test func `an upload that the disk refuses gives back what it took`() async throws {
    let disk = try SmallDisk()
    let store = try disk.directory.store()
    let id = try await store.startUpload(CreateFileRequest.File(mimeType: "text/plain"))
    try await store.send(String(repeating: "x", count: 1 << 20), to: id, at: 0)
    let upload = try await store.upload(id)
    let turn = try await upload.begin(at: 1 << 20, announcing: 0)
    await #expect(throws: StorageError.self) {
      try await upload.write([UInt8](repeating: 1, count: 4 << 20), turn: turn)
    }
    try await upload.end(turn)
    #expect(try await upload.offset == 1 << 20)
    try await store.keep(String(repeating: "y", count: 512 << 10))
    try await store.cancelUpload(id)
    #expect(try disk.directory.names().count == 1)
  }
}
