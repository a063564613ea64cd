import CodeExecution
import Executions
import GeminiAPI
import Generation
import ModelBackends
import Synchronization
import Testing

/// Two uploaded files, and one that says it is as large as a file may be.
private struct FakeFiles: FileSource {
  func file(_ id: String) throws(Status) -> File {
    let size: Int
    switch id {
    case "table", "notes", "broken": size = 4
    case "huge": size = 2 << 30
    default: throw .permissionDenied("no \(id)")
    }
    let moment = Timestamp(microseconds: 0)
    return File(
      name: "files/\(id)",
      displayName: "\(id) of mine",
      mimeType: id == "notes" ? "text/plain" : "text/csv",
      sizeBytes: size,
      createTime: moment,
      expirationTime: moment,
      sha256Hash: "",
      uri: ""
    )
  }

  func content(of id: String) throws(Status) -> BlobBytes {
    _ = try file(id)
    return id == "broken" ? BlobBytes(BrokenFile()) : BlobBytes(Array("a,b\n".utf8))
  }
}

/// A file on a disk that fails.
private final class BrokenFile: OpenBytes {
  let descriptor: Int32 = -1
  let count = 4
  let hasFailed = true

  func read(_ range: Range<Int>) -> [UInt8] { [] }
}

@Suite struct UploadedFilesTests {
  private let files = UploadedFiles(source: FakeFiles())

  private func part(_ uri: String, type: String? = nil) -> Part {
    .fileData(FileData(mimeType: type, fileUri: uri))
  }

  @Test(arguments: [
    "files/table", "http://127.0.0.1:8080/v1beta/files/table", "https://elsewhere.example/v1/files/table",
    "https://generativelanguage.googleapis.com/v1alpha/files/table", "http://h/files/table", "v1beta/files/table",
  ])
  func `a file is meant by its name and by any address that ends in it`(uri: String) async throws {
    let inlined = try await files.inlined([Content(parts: [.text("x"), part(uri)])])
    let blob = Blob(mimeType: "text/csv", data: Array("a,b\n".utf8), displayName: "table of mine")
    #expect(inlined.contents == [Content(parts: [.text("x"), .inlineData(blob)])])
    #expect(inlined.unread == nil)
  }

  @Test(arguments: [
    "gs://bucket/files/table", "https://www.youtube.com/watch?v=files", "https://h/v1beta/files/",
    "https://h/v2/files/table", "https://h/a/files/table", "https://h/files/table?key=x", "https://h/files/Table.csv",
  ])
  func `a file elsewhere is left as it came, with the reason why it is not read`(uri: String) async throws {
    let contents = [Content(), Content(parts: [part(uri), part("gs://other/file")])]
    let inlined = try await files.inlined(contents)
    #expect(inlined.contents == contents)
    // The second file is in a bucket; of the first ones the service reads YouTube's page alone.
    #expect((inlined.unfetched == inlined.unread) == !uri.contains("youtube"))
    let message = inlined.unread?.message
    #expect(inlined.unread?.code == .invalidArgument)
    #expect(message?.contains("contents[1].parts[0].file_data.file_uri: '\(uri)'") == true)
    #expect(message?.contains("fetches nothing from elsewhere") == true)
  }

  @Test(arguments: [
    "file:///files/table", "table", "files/table/more", "ftp://h/files/table", "gs://", "files/Table.csv",
  ])
  func `what is not an address of a file is refused`(uri: String) async throws {
    let error = await #expect(throws: Status.self) { try await files.inlined([Content(parts: [part(uri)])]) }
    #expect(error?.code == .invalidArgument)
    #expect(error?.message.contains("contents[0].parts[0].file_data.file_uri: '\(uri)'") == true)
  }

  @Test(arguments: [
    ("gs://bucket/a-b.csv", "f_gs___bucket_a_b.csv"),
    ("https://storage.googleapis.com/x/é?y=1", "f_https___storage.googleapis.com_x___y_1"),
  ])
  func `of a foreign file the name is told under which code would see it`(uri: String, name: String) async throws {
    let unread = try await files.inlined([Content(parts: [part(uri)])]).unread
    #expect(unread?.message.contains("find it as '\(name)'") == true)
  }

  @Test func `an empty address, an unknown file and too many bytes are told apart`() async throws {
    func error(_ uri: String) async -> Status? {
      await #expect(throws: Status.self) { try await files.inlined([Content(parts: [part(uri)])]) }
    }
    #expect(await error("")?.message.contains("must not be empty") == true)
    #expect(await error("files/nobody") == .permissionDenied("no nobody"))
    let huge = try await files.inlined([Content(parts: [part("files/huge"), part("files/table")])])
    #expect(huge.unread?.message.contains("more than 268435456 bytes together") == true)
    #expect(huge.contents.first?.parts.first == part("files/huge"))
  }

  private func call(_ uri: String, tools: [Tool] = [], surface: ServiceSurface = .gemini) -> GenerateContentCall {
    let request = GenerateContentRequest(
      contents: [Content(role: "user", parts: [.text("x"), part(uri)])],
      tools: tools
    )
    var call = GenerateContentCall(
      model: "gemini-2.5-flash",
      apiVersion: "v1",
      method: "generateContent",
      request: request
    )
    call.surface = surface
    return call
  }

  @Test func `a file that the disk no longer gives is an error, not a shorter file`() async throws {
    let validator = RequestValidator(catalog: try .fake(), files: FakeFiles(), caches: NoCaches())
    let error = Status.internal("The bytes of the File broken of mine cannot be read.")
    await #expect(throws: error) { try await validator.validated(call("files/broken")) }
    await #expect(throws: error) { try await validator.promptTokens(of: call("files/broken")) }
    await #expect(throws: error) { try await validator.cachedTokens(of: call("files/broken")) }
  }

  private static let run = ExecutableCode(language: .python, code: "print(1)")
  private static let canned = ModelDelta.executableCode(
    run,
    plan: CodePlan(canned: Execution(ending: .notRun(.ok, text: "1\n")))
  )

  @Test(
    arguments: ["gs://bucket/film.mp4", "https://www.youtube.com/watch?v=a", "files/huge"],
    [
      ([], [.text("It is a film.")]), ([Tool(codeExecution: true)], [.text("It is a film.")]),
      ([Tool(codeExecution: true)], [canned]),
    ] as [([Tool], [ModelDelta])]
  )
  func `an answer that needs no bytes is given, on either service`(
    uri: String,
    _ asked: (tools: [Tool], turn: [ModelDelta])
  ) async throws {
    for surface in [ServiceSurface.gemini, .vertex] {
      let backend = FakeBackend(turns: [asked.turn, [.text("Done.")]])
      let pipeline = GenerateContentPipeline(
        catalog: try .fake(),
        backend: backend,
        executor: FakeExecutor(),
        files: FakeFiles(),
        caches: NoCaches(),
        identifiers: .fake,
        clock: ContinuousClock()
      )
      let validated = try await pipeline.validated(call(uri, tools: asked.tools, surface: surface))
      #expect(validated.conversation.inputFiles.allSatisfy { $0.bytes.isEmpty })
      var last: GenerationEvent?
      try await pipeline.run(validated) { event, _ in last = event }
      #expect(last == .finished(Ending(.stop)))
    }
  }

  @Test(arguments: ["gs://bucket/film.mp4", "files/huge"])
  func `code that runs needs the bytes: the answer is refused before its code is sent`(uri: String) async throws {
    let backend = FakeBackend(turns: [[.text("I run it."), .executableCode(Self.run)]])
    let executor = FakeExecutor()
    let pipeline = GenerateContentPipeline(
      catalog: try .fake(),
      backend: backend,
      executor: executor,
      files: FakeFiles(),
      caches: NoCaches(),
      identifiers: .fake,
      clock: ContinuousClock()
    )
    let validated = try await pipeline.validated(call(uri, tools: [Tool(codeExecution: true)]))
    #expect(validated.conversation.inputFiles.count == 1)
    let told = Mutex(0)
    let error = await #expect(throws: Status.self) {
      try await pipeline.run(validated) { _, _ in told.withLock { $0 += 1 } }
    }
    #expect(error?.code == .invalidArgument)
    #expect(told.withLock { $0 } == 0)
  }

  @Test func `inline and uploaded files are numbered together and counted alike`() async throws {
    let validator = RequestValidator(catalog: try .fake(), files: FakeFiles(), caches: NoCaches())
    func validated(_ parts: [Part]) async throws -> ValidatedCall {
      let request = GenerateContentRequest(contents: [Content(parts: parts)], tools: [Tool(codeExecution: true)])
      return try await validator.validated(
        GenerateContentCall(model: "gemini-2.5-flash", apiVersion: "v1", method: "generateContent", request: request)
      )
    }
    let inline = Part.inlineData(Blob(mimeType: "text/csv", data: Array("a,b\n".utf8)))
    let mixed = try await validated([
      part("files/table"), inline, part("files/table", type: "image/png"), part("files/table", type: ""),
    ])
    #expect(
      mixed.conversation.inputFiles.map(\.name)
        == ["input_file_0.csv", "input_file_1.csv", "input_file_2.png", "input_file_3.csv"]
    )
    #expect(mixed.conversation.inputFiles.allSatisfy { $0.bytes.array == Array("a,b\n".utf8) })
    #expect(
      mixed.conversation.inputFiles.map(\.displayName) == ["table of mine", nil, "table of mine", "table of mine"]
    )
    #expect(try await validated([part("files/table")]).promptTokens == validated([inline]).promptTokens)
    await #expect(throws: Status.invalidArgument("Unsupported MIME type: text/plain")) {
      _ = try await validated([part("files/notes")])
    }
  }

  @Test func `a system instruction takes no files`() async throws {
    let validator = RequestValidator(catalog: try .fake(), files: FakeFiles(), caches: NoCaches())
    let request = GenerateContentRequest(
      contents: [Content(parts: [.text("x")])],
      systemInstruction: Content(parts: [part("files/table")])
    )
    let call = GenerateContentCall(
      model: "gemini-2.5-flash",
      apiVersion: "v1",
      method: "generateContent",
      request: request
    )
    let error = await #expect(throws: Status.self) { try await validator.validated(call) }
    #expect(error?.message.contains("system_instruction.parts[0].file_data") == true)
  }
}
