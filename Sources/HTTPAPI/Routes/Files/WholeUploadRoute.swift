import GeminiAPI
import HTTPServer
import NIOHTTP1
import Storage

/// `POST /upload/{v}/files` with all in one request: the bytes alone, or behind their metadata as `multipart/related`.
///
/// The bytes go to the disk as they come. What breaks off leaves nothing.
struct WholeUploadRoute: StreamingHandler {
  let store: any FileIndex
  /// Nil where the body is the file.
  let boundary: String?

  func respond(to request: IncomingRequest, reading reader: inout RequestReader, sink: ResponseSink) async throws {
    let upload = WholeUpload(store: store)
    let file: StoredFile
    do {
      if let boundary {
        if request.waitsToSend { try await sink.sendContinue() }
        try await receive(MultipartReader(boundary: boundary), upload, reading: &reader)
      } else {
        try await upload.begin(UploadMetadata.raw(request.head.headers, length: request.announcedLength))
        if request.waitsToSend { try await sink.sendContinue() }
        while let piece = try await reader.nextPiece() { try await upload.write(piece) }
      }
      file = try await upload.finish()
    } catch {
      await upload.cancel()
      throw error
    }
    try await sink.send(uploaded: request.losesFile ? try await store.fail(file.id) : file, to: request)
  }

  private func receive(
    _ parts: MultipartReader,
    _ upload: WholeUpload,
    reading reader: inout RequestReader
  ) async throws {
    var parts = parts
    var metadata = CreateFileRequest.File()
    while let piece = try await reader.nextPiece() {
      for event in try parts.take(piece) {
        switch event {
        case .metadata(let json): metadata = try UploadMetadata.read(json)
        case .media(let type):
          UploadMetadata.fill(&metadata, type: type)
          try await upload.begin(metadata)
        case .bytes(let bytes): try await upload.write(bytes)
        }
      }
    }
    try parts.checkComplete()
  }
}

/// One upload that begins and ends within a request.
private final class WholeUpload {
  private let store: any FileIndex
  private var id: String?
  private var upload: (any PendingUpload)?
  private var turn: UploadTurn?

  init(store: any FileIndex) {
    self.store = store
  }

  func begin(_ metadata: CreateFileRequest.File) async throws {
    let id = try await store.startUpload(metadata, isResumable: false)
    self.id = id
    let upload = try await store.upload(id)
    self.upload = upload
    turn = try await upload.begin(at: 0, announcing: 0)
  }

  func write(_ bytes: [UInt8]) async throws {
    guard let upload, let turn else { throw StorageError.noSuchUpload }
    try await upload.write(bytes, turn: turn)
  }

  func finish() async throws -> StoredFile {
    guard let id else { throw StorageError.noSuchUpload }
    return try await store.finishUpload(id)
  }

  func cancel() async {
    if let id { try? await store.cancelUpload(id) }
  }
}
