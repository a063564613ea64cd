import GeminiAPI
import Storage
import StorageSQLite
import Testing

@Suite struct UploadTests {
  private let directory = TemporaryDirectory()

  @Test func `an upload in pieces becomes one file with everything the client said of it`() async throws {
    let store = try directory.store()
    let metadata = CreateFileRequest.File(
      name: "files/my-file",
      displayName: "d.csv",
      mimeType: "text/csv",
      sizeBytes: 6
    )
    let id = try await store.startUpload(metadata)
    try await store.send("abc", to: id, at: 0)
    #expect(try await store.upload(id).offset == 3)
    #expect(try await store.names().isEmpty, "an unfinished upload is not a file")
    try await store.send("def", to: id, at: 3)
    try await store.send("", to: id, at: 6)
    let file = try await store.finishUpload(id)
    #expect(file.id == "my-file")
    #expect(file.displayName == "d.csv")
    #expect(file.mimeType == "text/csv")
    #expect(file.size == 6)
    #expect(file.expires == file.created.adding(seconds: 172_800))
    #expect(file.sha256 == "bef57ec7f53a6d40beb640a780a639c83bc29ac8a9816f1fc6c5c6dcd93c4721", "of abcdef")
    #expect(try await store.content(of: "my-file").array == Array("abcdef".utf8))
    #expect(try await store.file("my-file") == file)
  }

  @Test func `a file may be empty, and its size need not be told before`() async throws {
    let store = try directory.store()
    #expect(try await store.keep("").size == 0)
    let id = try await store.startUpload(CreateFileRequest.File())
    try await store.send("xyz", to: id, at: 0)
    let file = try await store.finishUpload(id)
    #expect(file.size == 3)
    #expect(file.mimeType == "application/octet-stream")
    #expect(file.id.wholeMatch(of: /[a-z0-9]{12}/) != nil)
  }

  @Test(arguments: [0, 2, 4, 1_000_000])
  func `bytes at another offset are refused, and the right one is named`(offset: Int) async throws {
    let store = try directory.store()
    let id = try await store.startUpload(CreateFileRequest.File())
    try await store.send("abc", to: id, at: 0)
    let error = await #expect(throws: StorageError.self) { try await store.send("d", to: id, at: offset) }
    #expect(error == .wrongOffset(sent: offset, received: 3))
    try await store.send("d", to: id, at: 3)
    #expect(try await store.finishUpload(id).size == 4)
  }

  @Test func `what was announced is neither more nor less`() async throws {
    let store = try directory.store()
    let id = try await store.startUpload(CreateFileRequest.File(sizeBytes: 4))
    try await store.send("abc", to: id, at: 0)
    let short = await #expect(throws: StorageError.self) { try await store.finishUpload(id) }
    #expect(short == .uploadIncomplete(announced: 4, received: 3))
    await #expect(throws: StorageError.self) { try await store.send("de", to: id, at: 3) }
    // Without an announcement each piece is counted as it comes.
    let upload = try await store.upload(id)
    let turn = try await upload.begin(at: 3, announcing: 0)
    await #expect(throws: StorageError.self) { try await upload.write([1, 2], turn: turn) }
    try await upload.write([1], turn: turn)
    #expect(try await store.finishUpload(id).size == 4, "the upload went on after each error")
  }

  @Test func `whoever comes last has the upload`() async throws {
    let store = try directory.store()
    let id = try await store.startUpload(CreateFileRequest.File(mimeType: "text/plain"))
    let upload = try await store.upload(id)
    let broken = try await upload.begin(at: 0, announcing: 4)
    try await upload.write(Array("ab".utf8), turn: broken)
    let second = try await upload.begin(at: 2, announcing: 2)
    let error = await #expect(throws: StorageError.self) { try await upload.write(Array("xx".utf8), turn: broken) }
    #expect(error == .uploadTaken)
    try await upload.end(broken)
    try await upload.write(Array("cd".utf8), turn: second)
    let file = try await store.finishUpload(id)
    #expect(try await store.content(of: file.id).array == Array("abcd".utf8))
  }

  @Test func `a finished, cancelled or unknown upload is not there`() async throws {
    let store = try directory.store()
    let finished = try await store.startUpload(CreateFileRequest.File())
    _ = try await store.finishUpload(finished)
    let cancelled = try await store.startUpload(CreateFileRequest.File())
    let upload = try await store.upload(cancelled)
    let turn = try await upload.begin(at: 0, announcing: 0)
    try await store.cancelUpload(cancelled)
    await #expect(throws: StorageError.noSuchUpload) { try await upload.write([1], turn: turn) }
    for id in [finished, cancelled, "", "../files/x"] {
      await #expect(throws: StorageError.noSuchUpload) { try await store.upload(id) }
      await #expect(throws: StorageError.noSuchUpload) { try await store.finishUpload(id) }
      await #expect(throws: StorageError.noSuchUpload) { try await store.cancelUpload(id) }
    }
    #expect(try directory.contents() == [""], "of the finished one")
  }

  @Test(arguments: [
    "files/", "-a", "a-", "A", "a_b", "a/b", "../x", "files/files/x", "é", String(repeating: "a", count: 41), ".",
  ])
  func `a name is made of lower-case letters, digits and dashes`(name: String) async throws {
    let store = try directory.store()
    let error = await #expect(throws: StorageError.self) { try await store.keep("", name: name) }
    #expect(error == .badFileName(name))
  }

  @Test func `a taken name is refused at the start and at the end`() async throws {
    let store = try directory.store()
    let first = try await store.startUpload(CreateFileRequest.File(name: "files/same"))
    let second = try await store.startUpload(CreateFileRequest.File(name: "same"))
    _ = try await store.finishUpload(first)
    for attempt in [0, 1] {
      let error = await #expect(throws: StorageError.self) {
        _ = try await attempt == 0 ? store.finishUpload(second) : store.keep("x", name: "files/same")
      }
      #expect(error == .fileExists(id: "same"))
    }
    #expect(try await store.names() == ["files/same"])
  }

  @Test func `limits on sizes and numbers are kept`() async throws {
    var limits = FileLimits()
    (limits.fileSize, limits.totalSize, limits.fileCount, limits.uploadCount) = (10, 15, 3, 2)
    let store = try directory.store(limits: limits)
    func refusal(_ size: Int?) async -> StorageError? {
      await #expect(throws: StorageError.self) { try await store.startUpload(CreateFileRequest.File(sizeBytes: size)) }
    }
    #expect(await refusal(11) == .fileTooLarge(size: 11, limit: 10))
    #expect(await refusal(-1) == .negativeSize)
    try await store.keep("0123456789")
    #expect(await refusal(6) == .noRoom(total: 15, taken: 10), "ten are stored")
    let announced = try await store.startUpload(CreateFileRequest.File(sizeBytes: 3))
    #expect(await refusal(3) == .noRoom(total: 15, taken: 13), "three more are announced")
    let open = try await store.startUpload(CreateFileRequest.File())
    #expect(await refusal(nil) == .tooManyUploads(count: 2), "two are unfinished")
    await #expect(throws: StorageError.self) { try await store.send("012", to: open, at: 0) }
    try await store.cancelUpload(open)
    try await store.cancelUpload(announced)
    try await store.keep("")
    try await store.keep("")
    #expect(await refusal(nil) == .tooManyFiles(count: 3), "three files are there")
  }
}
