package import GeminiAPI

/// The kinds of resources that a store makes ids for.
package enum StoredResource: String, CaseIterable, Sendable {
  case file, upload, cachedContent

  /// The number of lower-case letters and digits in its id.
  ///
  /// Twelve for a file, as the service makes them. The other two are secrets of 206 bits: whoever knows the id of an upload
  /// may send its bytes.
  package var idLength: Int { self == .file ? 12 : 40 }
}

/// The source of a store's times and ids.
///
/// There is no default: a store that read the machine's clock itself would not follow the server's.
package struct StoreSources: Sendable {
  /// The time.
  package let now: @Sendable () -> Timestamp
  /// A new id; after a restart with the same seed ids repeat, so stores draw until one is free.
  private let draw: @Sendable (StoredResource) -> String

  /// - Parameters:
  ///   - now: Returns the time.
  ///   - id: Makes an id of `StoredResource.idLength` characters.
  package init(now: @escaping @Sendable () -> Timestamp, id: @escaping @Sendable (StoredResource) -> String) {
    (self.now, draw) = (now, id)
  }

  /// Draws ids until one is free; a store has a maximum of entries, so this ends.
  ///
  /// - Parameters:
  ///   - resource: What the id is for.
  ///   - isTaken: Whether a resource has that id.
  /// - Returns: The id.
  /// - Throws: What `isTaken` throws.
  package func id(for resource: StoredResource, isTaken: (String) throws(StorageError) -> Bool) throws(StorageError)
    -> String
  {
    var id = draw(resource)
    while try isTaken(id) { id = draw(resource) }
    return id
  }
}
