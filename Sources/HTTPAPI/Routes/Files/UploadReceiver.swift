import GeminiAPI
import Generation
import HTTPServer
import Storage

/// What the routes of a started upload have in common: bytes from a connection to the disk, and the file in the end.
struct UploadReceiver {
  let store: any FileIndex
  let uploadID: String
  let request: IncomingRequest
  let sink: ResponseSink

  /// Takes the body as the bytes from an offset on.
  ///
  /// - Parameters:
  ///   - offset: Where the first byte belongs.
  ///   - limit: The most bytes, where the client says how many it sends.
  ///   - reader: Gives the body.
  /// - Throws: As `Upload` does; what came until then has been taken.
  func receive(from offset: Int, limit: Int? = nil, reading reader: inout RequestReader) async throws {
    let upload = try await store.upload(uploadID)
    let turn = try await upload.begin(at: offset, announcing: limit ?? request.announcedLength ?? 0)
    do {
      if request.waitsToSend { try await sink.sendContinue() }
      var count = 0
      while let piece = try await reader.nextPiece() {
        count += piece.count
        if let limit, count > limit { throw Status.moreThanRange(limit) }
        try await upload.write(piece, turn: turn)
      }
    } catch {
      // What came stays, as far as the disk took it; the client is told of the first failure.
      try? await upload.end(turn)
      throw error
    }
    try await upload.end(turn)
  }

  /// Makes the file and answers with it.
  func finish() async throws {
    let file = try await store.finishUpload(uploadID)
    try await answer(request.losesFile ? try await store.fail(file.id) : file)
  }

  /// Does what a request asks; one for an upload that is over is told what became of it.
  ///
  /// - Parameter work: Carries the request out.
  /// - Throws: What the work throws, but `NOT_FOUND`.
  func respond(_ work: () async throws -> Void) async throws {
    do {
      try await work()
    } catch StorageError.noSuchUpload {
      try await answerOver(.noSuchUpload)
    }
  }

  /// Answers for an upload that is over: with its file, which a client whose connection broke has not heard of yet.
  ///
  /// - Parameter status: What is said where there is none.
  /// - Throws: The channel's error where the client is gone.
  private func answerOver(_ status: Status) async throws {
    if let file = try await store.file(ofUpload: uploadID) { return try await answer(file) }
    // Without this header the SDKs take the failure for one that passes, and try again for seconds.
    try await sink.send(
      status: status.code.httpStatus,
      headers: ["X-Goog-Upload-Status": "final"],
      body: status.json(pretty: true)
    )
  }

  private func answer(_ file: StoredFile) async throws { try await sink.send(uploaded: file, to: request) }
}

extension ResponseSink {
  /// Answers an upload with the file it became.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - request: The request that ended the upload.
  /// - Throws: The channel's error where the client is gone.
  func send(uploaded file: StoredFile, to request: IncomingRequest) async throws {
    try await send(
      status: 200,
      headers: ["X-Goog-Upload-Status": "final"],
      body: CreateFileResponse(file: File(file).addressed(request)).json(pretty: true)
    )
  }
}

extension Status {
  fileprivate static func moreThanRange(_ limit: Int) -> Status {
    .invalidArgument("Content-Range names \(limit) bytes, and more than that are being sent.")
  }
}
