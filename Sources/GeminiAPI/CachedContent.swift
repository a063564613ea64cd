/// A prompt kept for later requests as `cachedContents.get` shows it; what it holds is not shown again.
package struct CachedContent: Hashable, Sendable {
  /// `cachedContents/{id}`.
  package var name: String
  /// `models/{m}`.
  package var model: String
  package var displayName: String?
  package var createTime: Timestamp
  package var updateTime: Timestamp
  package var expireTime: Timestamp
  package var totalTokenCount: Int

  package init(
    name: String,
    model: String,
    displayName: String? = nil,
    createTime: Timestamp,
    updateTime: Timestamp,
    expireTime: Timestamp,
    totalTokenCount: Int
  ) {
    self.name = name
    self.model = model
    self.displayName = displayName
    self.createTime = createTime
    self.updateTime = updateTime
    self.expireTime = expireTime
    self.totalTokenCount = totalTokenCount
  }
}

/// What a client says of a prompt to keep, and the body of `cachedContents.patch`.
package struct CachedContentInput: ReadableMessage {
  /// When a prompt is forgotten.
  package enum Expiration: Hashable, Sendable {
    /// So many microseconds after this request.
    case ttl(Int)
    case expireTime(Timestamp)
  }

  /// `models/{m}`, on Vertex AI the path of a publisher's model.
  package var model: String?
  package var displayName: String?
  package var contents: [Content] = []
  package var systemInstruction: Content?
  package var tools: [Tool] = []
  package var toolConfig: ToolConfig?
  package var expiration: Expiration?
  /// Whether the body has `name`, which a change has in its path.
  package var hasName = false

  package init() {}

  package static var protoName: String { "CachedContent" }

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("model", &model)
    fields.field("displayName", &displayName)
    fields.field("contents", &contents)
    fields.field("systemInstruction", &systemInstruction)
    fields.field("tools", &tools)
    fields.field("toolConfig", &toolConfig)
    fields.field("ttl") { readExpiration($0) { $0.duration().map(Expiration.ttl) } }
    fields.field("expireTime") { readExpiration($0) { $0.timestamp().map(Expiration.expireTime) } }
    // Fields of the server's own: clients that send back what they were given echo them, and they change nothing.
    fields.field("name") { hasName = !$0.isNull }
    fields.ignore("createTime", "updateTime", "usageMetadata")
  }

  private mutating func readExpiration(_ field: JSONCursor, _ read: (JSONCursor) -> Expiration?) {
    guard !field.isNull else { return }
    guard expiration == nil else { return field.refuseSecond(of: "expiration") }
    expiration = read(field)
  }
}

extension CachedContent: Listed {
  package static var listName: String { "cachedContents" }

  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("name", name)
      writer.member("model", model)
      writer.member("createTime", createTime.text)
      writer.member("updateTime", updateTime.text)
      writer.member("expireTime", expireTime.text)
      // Written where it is empty too, as recorded in 2026.
      writer.member("displayName", displayName ?? "")
      writer.key("usageMetadata")
      writer.object { $0.member("totalTokenCount", totalTokenCount) }
    }
  }
}

extension Status {
  /// The service tells one that is not there and one of somebody else's alike.
  package static let noSuchCachedContent = permissionDenied("CachedContent not found (or permission denied)")
}
