import GeminiAPI
import HTTPServer
import NIOCore
import NIOHTTP1
import Storage

/// `GET /{v}/files/{id}:download`, also below `/download`: the bytes of a file that the server made.
struct DownloadFileRoute: RouteHandler {
  let store: any FileIndex
  let id: String

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let download = try await store.download(id)
    try await sink.start(contentType: download.mimeType, contentLength: download.size, isAttachment: true)
    guard request.head.method != .HEAD else { return try await sink.finish() }
    // A piece is read once the client has taken the one before.
    while let piece = try await download.next() { try await sink.write(ByteBuffer(bytes: piece)) }
    try await sink.finish()
  }
}
