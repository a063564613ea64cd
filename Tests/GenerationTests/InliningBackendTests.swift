import GeminiAPI
import Generation
import ModelBackends
import Testing

@Suite("A request that goes elsewhere")
struct InliningBackendTests {
  private struct Kept: FileSource, CacheSource {
    func file(_ id: String) throws(Status) -> File {
      guard id == "mine" else { throw .permissionDenied("no \(id)") }
      let moment = Timestamp(microseconds: 0)
      return File(
        name: "files/mine",
        mimeType: "text/csv",
        sizeBytes: 3,
        createTime: moment,
        expirationTime: moment,
        sha256Hash: "",
        uri: ""
      )
    }

    func content(of id: String) -> BlobBytes { BlobBytes(Array("1,2".utf8)) }

    func keptPrompt(_ id: String) throws(Status) -> KeptPrompt {
      guard id == "mine" else { throw .permissionDenied("no \(id)") }
      let body = """
        {"model": "models/m", "ttl": "60s", "system_instruction": {"parts": [{"text": "be brief"}]},
         "contents": [{"parts": [{"file_data": {"file_uri": "files/mine"}}]}]}
        """
      return KeptPrompt(model: "m", body: Array(body.utf8))
    }
  }

  /// Answers with what it is asked.
  private struct Echo: VerbatimBackend {
    func answer(_ request: RequestTransport) -> VerbatimAnswer {
      VerbatimAnswer(status: 200, contentType: "application/json") { write in try await write(request.body) }
    }
  }

  private func sent(
    _ body: String,
    model: String = "m",
    refusal: Status? = nil,
    limit: Int = 1000
  ) async throws -> String {
    let backend = InliningBackend(Echo(), files: Kept(), caches: Kept(), limit: limit)
    let request = RequestTransport(
      path: "/v1beta/models/\(model)%3AgenerateContent",
      body: Array(body.utf8),
      storedStateRefusal: refusal
    )
    let answer = try #require(try await backend.verbatim(request, .arrived))
    return String(decoding: try await answer.collect(), as: UTF8.self)
  }

  private static let file = #"{"inlineData": {"mimeType": "text/csv","data": "MSwy"}}"#

  @Test(arguments: ["files/mine", "https://a.example/v1beta/files/mine"])
  func `takes a file along that is kept here`(uri: String) async throws {
    let part = #"{"fileData": {"fileUri": "\#(uri)"}}"#
    let plain = try await sent(#"{"contents": [{"parts": [\#(part)]}]}"#)
    #expect(plain == #"{"contents": [{"parts": [\#(Self.file)]}]}"#)
    let counted = try await sent(#"{"generateContentRequest": {"contents": {"parts": [\#(part)]}}}"#)
    #expect(counted == #"{"generateContentRequest": {"contents": {"parts": [\#(Self.file)]}}}"#)
    let batch = try await sent(#"{"requests": [{"content": {"parts": [\#(part)]}}]}"#)
    #expect(batch == #"{"requests": [{"content": {"parts": [\#(Self.file)]}}]}"#)
  }

  @Test
  func `has a prompt that is kept here before its own`() async throws {
    let whole = try await sent(#"{"cachedContent": "cachedContents/mine", "contents": [{"parts": [{"text": "q"}]}]}"#)
    #expect(
      whole == #"{"contents": [{"parts": [\#(Self.file)]},{"parts": [{"text": "q"}]}],"#
        + #""system_instruction": {"parts": [{"text": "be brief"}]}}"#
    )
    await #expect(throws: Status.self) {
      try await sent(#"{"cachedContent": "cachedContents/mine"}"#, model: "of-another-kind")
    }
  }

  @Test(arguments: [
    #"{ "contents": [{"parts": [{"fileData": {"fileUri": "files/theirs"}}]}] }"#,
    #"{ "contents": [{"parts": [{"fileData": {"fileUri": "https://youtu.be/x"}}]}], "unknown": 1 }"#,
    #"{ "contents": [], "cachedContent": "cachedContents/theirs" }"#,
    #"{ "contents": [{"parts": [{"functionCall": {"args": {"fileData": {"fileUri": "files/mine"}}}}]}] }"#,
    "not JSON",
  ])
  func `stays as it came where nothing in it is kept here`(body: String) async throws {
    #expect(try await sent(body) == body)
  }

  @Test
  func `is refused to a page that may not use what is kept, and beyond a bound`() async throws {
    let body = #"{"contents": [{"parts": [{"fileData": {"fileUri": "files/mine"}}]}]}"#
    let refusal = Status.permissionDenied("not for this page")
    await #expect(throws: refusal) { try await sent(body, refusal: refusal) }
    await #expect(throws: refusal) { try await sent(#"{"cachedContent": "cachedContents/mine"}"#, refusal: refusal) }
    #expect(try await sent(body, limit: body.utf8.count + 4).contains("MSwy"))
    await #expect(throws: Status.self) { try await sent(body, limit: body.utf8.count + 3) }
  }
}
