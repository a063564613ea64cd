import GeminiAPI
import Generation

/// A server without uploaded files.
struct NoFiles: FileSource {
  func file(_ id: String) throws(Status) -> File {
    throw .permissionDenied("You do not have permission to access the File \(id) or it may not exist.")
  }

  func content(of id: String) throws(Status) -> BlobBytes {
    _ = try file(id)
    return []
  }
}

/// A server that keeps no prompts.
struct NoCaches: CacheSource {
  func keptPrompt(_ id: String) throws(Status) -> KeptPrompt { throw .noSuchCachedContent }
}

extension ResponseIdentifiers {
  /// Ids of some kind, at a time that stands still.
  static var fake: ResponseIdentifiers {
    ResponseIdentifiers(random: SystemRandomNumberGenerator(), now: { Timestamp(microseconds: 1) })
  }
}
