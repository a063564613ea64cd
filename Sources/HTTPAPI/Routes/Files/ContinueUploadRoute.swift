import GeminiAPI
import HTTPServer
import NIOHTTP1
import Storage

/// `POST /upload/{v}/files?upload_id=…`: takes the bytes of a started upload, makes the file, or gives it up.
///
/// Such requests carry no API key: the id is the right to send them. A file of no bytes, like one whose length is a
/// multiple of a client's piece, ends with an empty `upload, finalize`.
struct ContinueUploadRoute: StreamingHandler {
  let store: any FileIndex
  let uploadID: String

  func respond(to request: IncomingRequest, reading reader: inout RequestReader, sink: ResponseSink) async throws {
    let receiver = UploadReceiver(store: store, uploadID: uploadID, request: request, sink: sink)
    try await receiver.respond {
      try await perform(try UploadCommand(request.head.headers), receiver, reading: &reader)
    }
  }

  private func perform(
    _ command: UploadCommand,
    _ receiver: UploadReceiver,
    reading reader: inout RequestReader
  ) async throws {
    let sink = receiver.sink
    switch command {
    case .upload(let offset, let isLast):
      try await receiver.receive(from: offset, reading: &reader)
      if isLast { return try await receiver.finish() }
      try await sink.send(status: 200, headers: ["X-Goog-Upload-Status": "active"], body: [])
    case .finalize: try await receiver.finish()
    case .query:
      let received = String(try await store.upload(uploadID).offset)
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
}
