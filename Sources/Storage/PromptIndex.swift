package import GeminiAPI

/// Keeps prompts for later requests, as the bodies they came in.
///
/// An `id` is what follows `cachedContents/`. Every function may also throw the errors of any store.
package protocol PromptIndex: Sendable {
  /// Keeps a prompt.
  ///
  /// - Parameters:
  ///   - model: The id of its model, without `models/`.
  ///   - displayName: The client's name for it.
  ///   - body: JSON of a ``CachedContentInput``, checked.
  ///   - tokens: The number of its tokens.
  ///   - expiration: When it expires.
  /// - Returns: What is known of it from now on.
  /// - Throws: `StorageError.promptExpired`, `promptLivesTooLong`, `tooManyPrompts`.
  func add(
    model: String,
    displayName: String?,
    body: [UInt8],
    tokens: Int,
    expiration: CachedContentInput.Expiration
  ) async throws(StorageError) -> StoredPrompt

  /// - Throws: `StorageError.noSuchPrompt`.
  func prompt(_ id: String) async throws(StorageError) -> StoredPrompt

  /// The id of its model, and its JSON.
  ///
  /// - Throws: `StorageError.noSuchPrompt`.
  func body(of id: String) async throws(StorageError) -> (model: String, body: [UInt8])

  /// One page of prompts, the newest first.
  ///
  /// - Parameters:
  ///   - size: The most of the page.
  ///   - token: The end of the page before; nil for the first.
  /// - Returns: The page, and the token of the next one; nil for the last.
  /// - Throws: `StorageError.badPageToken`.
  func page(size: Int, after token: String?) async throws(StorageError) -> (prompts: [StoredPrompt], nextToken: String?)

  /// Changes when a prompt expires, counted from now.
  ///
  /// - Throws: `StorageError.noSuchPrompt`, `promptExpired`, `promptLivesTooLong`.
  func update(_ id: String, expiration: CachedContentInput.Expiration) async throws(StorageError) -> StoredPrompt

  /// - Throws: `StorageError.noSuchPrompt`.
  func delete(_ id: String) async throws(StorageError)

  /// Removes expired prompts.
  func sweep() async throws(StorageError)
}

/// What a store knows of a prompt, without its body.
package struct StoredPrompt: Hashable, Sendable {
  package var id: String
  /// Without `models/`.
  package var model: String
  package var displayName: String?
  package var tokens: Int
  package var created: Timestamp
  package var updated: Timestamp
  package var expires: Timestamp

  package init(
    id: String,
    model: String,
    displayName: String?,
    tokens: Int,
    created: Timestamp,
    updated: Timestamp,
    expires: Timestamp
  ) {
    self.id = id
    self.model = model
    self.displayName = displayName
    self.tokens = tokens
    self.created = created
    self.updated = updated
    self.expires = expires
  }
}
