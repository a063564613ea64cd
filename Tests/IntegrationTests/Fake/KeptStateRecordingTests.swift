import Foundation
import TestSupport
import Testing

extension ProcessSuites {
  @Suite("Recordings of what a client keeps on the server")
  struct KeptStateRecordingTests {
    private func server(_ environment: [String: String]) async throws -> ServerProcess {
      try await ServerProcess(ServerProcess.SetUp(changes: [:], environment: environment))
    }

    @Test
    func `a client that uploads, caches and batches is recorded, and replayed without the upstream`() async throws {
      let folder = FileManager.default.temporaryDirectory.appending(path: "pollux-kept-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: folder) }
      let upstream = try await server([:])
      let recorder = try await server(["POLLUX_RECORD": folder.path, "POLLUX_UPSTREAM": upstream.url])
      try await PythonClient.run("kept_here", on: recorder)
      // Neither the file nor the prompt was kept there.
      #expect(!(try await upstream.request("GET", "/v1beta/files").text.contains("files/")))
      try await recorder.stop()
      try await upstream.stop()

      let replay = try await server(["POLLUX_REPLAY": folder.path])
      try await PythonClient.run("kept_here", on: replay)
      try await replay.stop()
    }

    @Test
    func `a request that becomes too large with its files is refused with its size`() async throws {
      let folder = FileManager.default.temporaryDirectory.appending(path: "pollux-kept-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: folder) }
      let server = try await server([
        "POLLUX_RECORD": folder.path, "POLLUX_UPSTREAM": "http://127.0.0.1:9", "POLLUX_REQUEST_BODY_LIMIT": "1024",
      ])
      let uploaded = try await server.request(
        "POST",
        "/upload/v1beta/files?uploadType=media",
        headers: ["Content-Type": "text/csv"],
        body: String(repeating: "1,2\n", count: 250)
      )
      let name = try #require(uploaded.text.firstMatch(of: /files\/[a-z0-9-]+/)?.output, "\(uploaded.text)")
      let part = #"{"fileData": {"fileUri": "\#(name)", "mimeType": "text/csv"}}"#
      let answer = try await server.request(body: #"{"contents": [{"parts": [\#(part)]}]}"#)
      #expect(answer.status == 400 && answer.text.contains("at most 1024 are sent"), "\(answer.text)")
      try await server.stop()
    }
  }
}
