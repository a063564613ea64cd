import GeminiAPI

/// A store that a search looks into is one there may be.
///
/// Pollux keeps no stores, so all there is to go by is the name. The service makes every name itself: what the client
/// called the store, and twelve letters and digits drawn at random, `fileSearchStores/my-documents-9umxs3xlf0el`. A name
/// of this form is taken, for scripts that answer in a store's place; any other names no store there is. The sentence is
/// the one the service has for files; of stores the Python SDK's tests know that it says "not exist".
struct FileSearchRule: RequestRule {
  private static let collection = "fileSearchStores/"
  private static let suffixLength = 12

  func check(_ subject: RuleSubject) throws(Status) {
    for name in subject.request.tools.lazy.flatMap(\.fileSearchStoreNames) {
      guard name.hasPrefix(Self.collection) else {
        var faults = FieldFaults()
        faults.add("tools.file_search.file_search_store_names", "unexpected file search store name format")
        return try faults.throwIfAny()
      }
      let id = name.dropFirst(Self.collection.count)
      guard !isMade(id) else { continue }
      throw .permissionDenied(
        "You do not have permission to access the FileSearchStore \(id.prefix(bytes: 100)) or it may not exist."
      )
    }
  }

  /// Whether the service can have made an id.
  ///
  /// Of twelve letters and digits drawn at random at least one is a digit, but for one name in fifty.
  private func isMade(_ id: Substring) -> Bool {
    let suffix = id.split(separator: "-", omittingEmptySubsequences: false).last ?? ""
    return suffix.utf8.count == Self.suffixLength
      && suffix.utf8.contains { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      && id.utf8.allSatisfy(\.isOfResourceID)
  }
}
