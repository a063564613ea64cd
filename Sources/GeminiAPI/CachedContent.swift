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
package struct CachedContentInput: Hashable, Sendable {
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
}

/// One page of kept prompts.
package struct ListCachedContentsResponse: Hashable, Sendable {
  package var cachedContents: [CachedContent]
  /// Nil on the last page.
  package var nextPageToken: String?

  package init(cachedContents: [CachedContent] = [], nextPageToken: String? = nil) {
    self.cachedContents = cachedContents
    self.nextPageToken = nextPageToken
  }
}

extension CachedContentInput: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init()
    cursor.readMembers(of: "CachedContent") { name, field in
      switch name {
      case "model": model = field.string()
      case "display_name": displayName = field.string()
      case "contents": contents = field.messages()
      case "system_instruction": systemInstruction = field.message()
      case "tools": tools = field.messages()
      case "tool_config": toolConfig = field.message()
      case "ttl": readExpiration(field) { $0.duration().map(Expiration.ttl) }
      case "expire_time": readExpiration(field) { $0.timestamp().map(Expiration.expireTime) }
      // Fields of the server's own: clients that send back what they were given echo them, and they change nothing.
      case "name": hasName = !field.isNull
      case "create_time", "update_time", "usage_metadata": break
      default: field.refuseUnknown()
      }
    }
  }

  private mutating func readExpiration(_ field: JSONCursor, _ read: (JSONCursor) -> Expiration?) {
    guard !field.isNull else { return }
    guard expiration == nil else { return field.refuseSecond(of: "expiration") }
    expiration = read(field)
  }
}

extension CachedContent: JSONWritable {
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

extension ListCachedContentsResponse: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("cachedContents", cachedContents)
      writer.member("nextPageToken", nextPageToken)
    }
  }
}

extension Status {
  /// The service tells one that is not there and one of somebody else's alike.
  package static let noSuchCachedContent = permissionDenied("CachedContent not found (or permission denied)")
}
