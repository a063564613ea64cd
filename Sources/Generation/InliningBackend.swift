import GeminiAPI
package import ModelBackends
import Storage

/// Asks a backend that cannot read what is kept here: uploaded files and kept prompts go into each request.
///
/// Names of what is not kept here go on as they are.
package struct InliningBackend: ModelBackend {
  private let inner: any ModelBackend
  private let files: any FileSource
  private let caches: any CacheSource
  private let limit: Int

  /// - Parameters:
  ///   - inner: Is asked.
  ///   - files: Where uploaded files are.
  ///   - caches: Where kept prompts are.
  ///   - limit: The largest body that goes on, in bytes.
  package init(_ inner: any ModelBackend, files: any FileSource, caches: any CacheSource, limit: Int) {
    (self.inner, self.files, self.caches, self.limit) = (inner, files, caches, limit)
  }

  package var answersArrivals: Bool { inner.answersArrivals }

  package func verbatim(_ request: RequestTransport, _ stage: VerbatimStage) async throws -> VerbatimAnswer? {
    try await inner.verbatim(try await inlined(request), stage)
  }

  package func respond(to conversation: Conversation) async throws -> ModelAnswer {
    var conversation = conversation
    conversation.transport = try await inlined(conversation.transport)
    return try await inner.respond(to: conversation)
  }

  /// The same request without names of what is kept here; one that has none stays as it came to the byte.
  ///
  /// - Throws: `PERMISSION_DENIED` for a caller that may not use what is kept, `FAILED_PRECONDITION` for a file that is
  ///   still processed, `INVALID_ARGUMENT` for a request that becomes larger than the limit.
  private func inlined(_ request: RequestTransport) async throws(Status) -> RequestTransport {
    let body: JSONValue
    do throws(Status) {
      body = try JSONBody.object(request.body)
    } catch {
      // Who reads it says what is wrong with it.
      return request
    }
    var state = InlinedState(files: files, caches: caches, refusal: request.storedStateRefusal, limit: limit)
    state.size = request.body.count
    let value = try await state.inlined(body, model: request.modelInPath)
    return state.isChanged ? request.with(body: value.json(pretty: false)) : request
  }
}

/// Replaces the names of uploaded files and kept prompts by these.
private struct InlinedState {
  /// Members that lead to parts, in plain form.
  ///
  /// Arguments and answers of functions have names of their own.
  private static let ways: Set<String> = [
    "contents", "content", "parts", "systeminstruction", "requests", "generatecontentrequest", "functionresponse",
  ]

  let files: any FileSource
  let caches: any CacheSource
  /// Why the caller may not use what is kept here; nil where it may.
  let refusal: Status?
  let limit: Int
  /// Of the body as it grows, in bytes.
  var size = 0
  var isChanged = false

  mutating func inlined(_ message: JSONValue, model: String) async throws(Status) -> JSONValue {
    guard var members = message.members else { return message }
    members = try await withKeptPrompt(members, model)
    for index in members.indices {
      let member = members[index]
      switch Self.plain(member.key.text) {
      case "filedata":
        if let blob = try await inlineData(member.value) { members[index] = JSONMember("inlineData", blob) }
      case let name where Self.ways.contains(name):
        members[index].value = try await each(member.value, model)
      default: break
      }
    }
    return .object(members)
  }

  private mutating func each(_ value: JSONValue, _ model: String) async throws(Status) -> JSONValue {
    guard let elements = value.elements else { return try await inlined(value, model: model) }
    var all: [JSONValue] = []
    for element in elements { all.append(try await inlined(element, model: model)) }
    return .array(all)
  }

  /// The prompt that a message names goes before what it says.
  private mutating func withKeptPrompt(_ members: [JSONMember], _ model: String) async throws(Status) -> [JSONMember] {
    guard let place = members.firstIndex(where: { Self.plain($0.key.text) == "cachedcontent" }),
      let id = CachedContentRule.id(in: members[place].value.text ?? "", on: .vertex).map(String.init),
      let kept = try await keptPrompt(id)
    else { return members }
    guard kept.model == model else { throw .promptOfOtherModel(kept.model, for: model) }
    try grow(by: kept.body.count)
    isChanged = true
    var whole = members
    whole.remove(at: place)
    for member in try JSONBody.object(kept.body).members ?? [] {
      switch Self.plain(member.key.text) {
      case "contents":
        let said = whole.firstIndex { Self.plain($0.key.text) == "contents" }
        let rest = said.map { whole.remove(at: $0).value } ?? .array([])
        let contents = [member.value, rest].flatMap { $0.elements ?? [$0] }
        whole.insert(JSONMember("contents", .array(contents)), at: 0)
      case "systeminstruction", "tools", "toolconfig": whole.append(member)
      default: break
      }
    }
    return whole
  }

  private func keptPrompt(_ id: String) async throws(Status) -> KeptPrompt? {
    if let refusal { throw refusal }
    do throws(Status) {
      return try await caches.keptPrompt(id)
    } catch {
      guard error.code == .permissionDenied else { throw error }
      return nil
    }
  }

  /// The bytes of a file that is kept here; nil for any other.
  private mutating func inlineData(_ value: JSONValue) async throws(Status) -> JSONValue? {
    func text(_ name: String) -> String? {
      value.members?.last { Self.plain($0.key.text) == name }?.value.text
    }
    guard let id = UploadedFiles.id(in: text("fileuri") ?? "") else { return nil }
    if let refusal { throw refusal }
    let file: File
    do throws(Status) {
      file = try await files.file(id)
    } catch {
      guard error.code == .permissionDenied else { throw error }
      return nil
    }
    guard file.state == .active else { throw .fileNotActive(id) }
    try grow(by: (file.sizeBytes + 2) / 3 * 4)
    isChanged = true
    let type = text("mimetype").flatMap { $0.isEmpty ? nil : $0 } ?? file.mimeType
    let content = try await files.content(of: id)
    let bytes = content.array
    guard content.file?.hasFailed != true else { throw StorageError.fileUnreadable(id: id).status }
    return ["mimeType": .string(type), "data": .string(Base64.text(of: bytes))]
  }

  private mutating func grow(by bytes: Int) throws(Status) {
    size += bytes
    guard size <= limit else { throw .tooMuchInline(size, limit: limit) }
  }

  private static func plain(_ name: String) -> String { name.lowercased().filter { $0 != "_" } }
}

extension Status {
  fileprivate static func tooMuchInline(_ size: Int, limit: Int) -> Status {
    .invalidArgument(
      "Uploaded files and cached contents stay on this server, so a request that names them takes them along. This one "
        + "would have at least \(size) bytes with them, and at most \(limit) are sent. Use smaller files, or raise "
        + "request_body_limit if the upstream takes larger requests."
    )
  }
}
