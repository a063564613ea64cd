import GeminiAPI
import HTTPServer
import NIOHTTP1
import Storage

/// `PUT /upload/{v}/files?upload_id=…`: the older way on with a started upload, by `Content-Range`.
///
/// While bytes are missing the answer is 308 with `Range: bytes=0-N`, N being the last one that has come; a client goes
/// on behind it, also where it asked for another place. DELETE gives the upload up.
struct ContentRangeUploadRoute: StreamingHandler {
  let store: any FileIndex
  let uploadID: String

  func respond(to request: IncomingRequest, reading reader: inout RequestReader, sink: ResponseSink) async throws {
    let receiver = UploadReceiver(store: store, uploadID: uploadID, request: request, sink: sink)
    try await receiver.respond {
      if request.head.method == .DELETE { return try await cancel() }
      try await perform(try ContentRange(request.head.headers), receiver, reading: &reader)
    }
  }

  private func perform(
    _ range: ContentRange,
    _ receiver: UploadReceiver,
    reading reader: inout RequestReader
  ) async throws {
    let upload = try await store.upload(uploadID)
    var complete: Int?
    switch range {
    case .whole:
      try await receiver.receive(from: 0, reading: &reader)
      return try await receiver.finish()
    case .query(let total):
      try check(total, upload)
      complete = total
    case .bytes(let bytes, let total):
      try check(total, upload)
      if let length = receiver.request.announcedLength, length != bytes.count {
        throw Status.invalidArgument("Content-Range names \(bytes.count) bytes, Content-Length \(length).")
      }
      complete = total
      guard try await upload.offset == bytes.lowerBound else { break }
      try await receiver.receive(from: bytes.lowerBound, limit: bytes.count, reading: &reader)
    }
    let received = try await upload.offset
    if received == complete { return try await receiver.finish() }
    try await receiver.sink.send(
      status: 308,
      headers: received == 0 ? [:] : ["Range": "bytes=0-\(received - 1)"],
      body: []
    )
  }

  private func cancel() async throws {
    try await store.cancelUpload(uploadID)
    throw Status(code: .cancelled, message: "The upload was cancelled.")
  }

  private func check(_ total: Int?, _ upload: any PendingUpload) throws(Status) {
    guard let total, let announced = upload.announcedSize, total != announced else { return }
    throw .invalidArgument(
      "Content-Range says that the file has \(total) bytes, but the upload was announced with \(announced)."
    )
  }
}
