package import GeminiAPI

/// What a store makes ids for.
package enum StoredResource: String, CaseIterable, Sendable {
  case file, upload, cachedContent

  /// How many lower-case letters and digits its id has.
  ///
  /// Twelve for a file, as the service makes them. The other two are secrets of 206 bits: whoever knows the id of an upload
  /// may send its bytes.
  package var idLength: Int { self == .file ? 12 : 40 }
}

/// Where a store's moments and ids come from.
///
/// There is no default: a store that read the machine's clock by itself would not keep to the server's.
package struct StoreSources: Sendable {
  /// The time.
  let now: @Sendable () -> Timestamp
  /// A new id; the same one may come again after a restart with the same seed, so stores draw until one is free.
  private let draw: @Sendable (StoredResource) -> String

  /// - Parameters:
  ///   - now: Tells the time.
  ///   - id: Makes an id of `StoredResource.idLength` characters.
  package init(now: @escaping @Sendable () -> Timestamp, id: @escaping @Sendable (StoredResource) -> String) {
    (self.now, draw) = (now, id)
  }

  /// Draws ids until one is free; what a store keeps is counted, so this ends.
  ///
  /// - Parameters:
  ///   - resource: What the id is for.
  ///   - isTaken: Whether there is such a resource.
  /// - Returns: The id.
  /// - Throws: What `isTaken` throws.
  func id(for resource: StoredResource, isTaken: (String) throws(Status) -> Bool) throws(Status) -> String {
    var id = draw(resource)
    while try isTaken(id) { id = draw(resource) }
    return id
  }
}
