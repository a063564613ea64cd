package import GeminiAPI
package import Storage

extension File {
  /// A stored file as the API shows it; its `uri` is the name, which identifies the file as well as an address does.
  package init(_ stored: StoredFile) {
    self.init(
      name: "files/\(stored.id)",
      displayName: stored.displayName,
      mimeType: stored.mimeType,
      sizeBytes: stored.size,
      createTime: stored.created,
      expirationTime: stored.expires,
      sha256Hash: Base64.text(of: Array(stored.sha256.utf8)),
      uri: "files/\(stored.id)",
      state: State(stored.state),
      source: stored.source == .uploaded ? .uploaded : .generated
    )
    updateTime = stored.updated
  }
}

extension File.State {
  fileprivate init(_ stored: StoredFile.State) {
    switch stored {
    case .processing: self = .processing
    case .active: self = .active
    case .failed: self = .failed
    }
  }
}

extension CachedContent {
  /// A stored prompt as the API shows it.
  package init(_ stored: StoredPrompt) {
    self.init(
      name: "cachedContents/\(stored.id)",
      model: "models/\(stored.model)",
      displayName: stored.displayName,
      createTime: stored.created,
      updateTime: stored.updated,
      expireTime: stored.expires,
      totalTokenCount: stored.tokens
    )
  }
}
