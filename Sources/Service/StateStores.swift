import GeminiAPI
import Generation
import ServiceLifecycle
import Storage
import StorageSQLite

/// What a data directory keeps, each in a store of its own.
struct StateStores: Sendable {
  let files: any FileIndex
  let cachedContents: any PromptIndex
  let batches: any JobIndex
  private let data: DataDirectory

  /// Takes the data directory and reads what is in it.
  ///
  /// - Parameters:
  ///   - settings: Say where it is.
  ///   - identifiers: The clock and the ids of everything that is stored.
  /// - Throws: A failure of code 69 where another server has the directory, of code 78 where it cannot be used.
  init(_ settings: ServiceSettings, identifiers: ResponseIdentifiers) throws(ServiceFailure) {
    var path = settings.data ?? ""
    if path.isEmpty { path = try DataPath.standard() }
    do throws(DataDirectory.Problem) {
      data = try DataDirectory(path)
      let sources = StoreSources(now: identifiers.now) { resource in
        identifiers.nextName(of: resource.rawValue, count: resource.idLength)
      }
      let limits = FileLimits(processingTime: settings.fileProcessing)
      files = try FileStore(data: data, limits: limits, sources: sources)
      cachedContents = CachedContentStore(data: data, sources: sources)
      batches = BatchJobStore(data: data, now: identifiers.now)
    } catch {
      throw Self.failure(of: error, path: path)
    }
  }

  /// Closes what they are kept in, at the end of the server.
  ///
  /// - Throws: Why it stays open.
  func close() throws(DataDirectory.Problem) { try data.close() }

  private static func failure(of problem: DataDirectory.Problem, path: String) -> ServiceFailure {
    let other = "with --data or POLLUX_DATA"
    switch problem {
    case .inUse:
      return .unavailable(
        "The data directory \(path) is in use by another Pollux. Stop it, or give this one a directory of its own \(other)."
      )
    case .unusable(let reason):
      return .configuration(
        "The data directory \(path) cannot be used: \(reason). Name a directory this user may write \(other)."
      )
    case .damaged(let reason):
      return .unavailable(
        "The database of the data directory \(path) is damaged: \(reason). Put the directory back from a backup, or move "
          + "it away (mv \(path) \(path).damaged) to begin without uploaded files, caches and batches."
      )
    case .ofLaterVersion(let reason):
      return .configuration(
        "The data directory \(path) cannot be used: \(reason). Start that version, or name another directory \(other)."
      )
    case .full(let reason):
      return .unavailable(
        "The data directory \(path) has no room: \(reason). Make room on its disk, or name a directory on another \(other)."
      )
    }
  }
}

extension StateStores: FileSource, CacheSource {
  func file(_ id: String) async throws(Status) -> File {
    do throws(StorageError) { return File(try await files.file(id)) } catch { throw error.status }
  }

  func content(of id: String) async throws(Status) -> BlobBytes {
    do throws(StorageError) { return try await files.content(of: id) } catch { throw error.status }
  }

  func keptPrompt(_ id: String) async throws(Status) -> KeptPrompt {
    do throws(StorageError) {
      let kept = try await cachedContents.body(of: id)
      return KeptPrompt(model: kept.model, body: kept.body)
    } catch {
      throw error.status
    }
  }
}

/// The files jobs read and write, among all others.
struct BatchFileStore: BatchFiles {
  let files: any FileIndex

  func readLines(of id: String, _ body: ([UInt8]?) async throws -> Void) async throws {
    let file = try await files.read(id)
    var lines = LineReader()
    while let piece = try await file.next() {
      for line in lines.take(piece) { try await body(line) }
    }
    if let line = lines.rest { try await body(line) }
  }

  func writeAnswers(
    id: String,
    _ body: (_ append: ([UInt8]) async throws -> Void) async throws -> Void
  ) async throws {
    // Of a server that ended between the file and the word that it is there.
    try? await files.delete(id)
    let metadata = CreateFileRequest.File(name: "files/\(id)", mimeType: "application/jsonl")
    _ = try await files.addGenerated(metadata, writing: body)
  }
}

/// Forgets what has expired, also where nobody asks for it.
struct StateSweeper: Service {
  private static let interval = Duration.seconds(600)

  let stores: StateStores

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        try? await stores.files.sweep()
        try? await stores.cachedContents.sweep()
        try? await stores.batches.sweep()
        try? await Task.sleep(for: Self.interval)
      }
    }
  }
}

/// Runs the jobs an earlier server left, and lets those of this one rest at its end.
struct BatchService: Service {
  let runner: BatchRunner

  func run() async throws {
    try await runner.resume()
    try? await gracefulShutdown()
    await runner.stop()
  }
}
