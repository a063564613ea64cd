import GeminiAPI
import NIOHTTP1
import Storage
import TelemetryNames

/// `POST /upload/{v}/files?upload_id=…`: takes the bytes of a started upload, makes the file, or gives it up.
///
/// Such requests carry no API key: the id is the right to send them. A file of no bytes, like one whose length is a
/// multiple of a client's piece, ends with an empty `upload, finalize`.
struct ContinueUploadRoute: StreamingRoute {
  let store: FileStore
  let uploadID: String

  var name: RouteName { .continueUpload }
  var bodyLimit: Int? { nil }

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    throw Status.internal("An upload is read as it comes.")
  }

  func respond(to request: IncomingRequest, reading reader: inout RequestReader, sink: ResponseSink) async throws {
    do {
      try await perform(try UploadCommand(request.head.headers), request, reading: &reader, sink: sink)
    } catch let status as Status where status.code == .notFound {
      // Without this header the SDKs take the failure for one that passes, and try again for seconds.
      try await sink.send(
        status: status.code.httpStatus,
        headers: ["X-Goog-Upload-Status": "final"],
        body: status.json(pretty: true)
      )
    }
  }

  private func perform(
    _ command: UploadCommand,
    _ request: IncomingRequest,
    reading reader: inout RequestReader,
    sink: ResponseSink
  ) async throws {
    let upload = try await store.upload(uploadID)
    switch command {
    case .upload(let offset, let isLast):
      try await receive(upload, from: offset, request, reading: &reader, sink: sink)
      if isLast { return try await finish(request, sink: sink) }
      try await sink.send(status: 200, headers: ["X-Goog-Upload-Status": "active"], body: [])
    case .finalize: try await finish(request, sink: sink)
    case .query:
      let received = String(await upload.received)
      try await sink.send(
        status: 200,
        headers: ["X-Goog-Upload-Status": "active", "X-Goog-Upload-Size-Received": received],
        body: []
      )
    case .cancel:
      try await store.cancelUpload(uploadID)
      try await sink.send(status: 200, headers: ["X-Goog-Upload-Status": "cancelled"], body: [])
    }
  }

  private func receive(
    _ upload: Upload,
    from offset: Int,
    _ request: IncomingRequest,
    reading reader: inout RequestReader,
    sink: ResponseSink
  ) async throws {
    let turn = try await upload.begin(at: offset, announcing: request.announcedLength ?? 0)
    do {
      if request.waitsToSend { try await sink.sendContinue() }
      while let piece = try await reader.nextPiece() { try await upload.write(piece, turn: turn) }
    } catch {
      await upload.end(turn)
      throw error
    }
    await upload.end(turn)
  }

  private func finish(_ request: IncomingRequest, sink: ResponseSink) async throws {
    let file = try await store.finishUpload(uploadID)
    try await sink.send(
      status: 200,
      headers: ["X-Goog-Upload-Status": "final"],
      body: CreateFileResponse(file: file.addressed(request)).json(pretty: true)
    )
  }
}
