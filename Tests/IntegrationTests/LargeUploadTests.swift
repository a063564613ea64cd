import Foundation
import Testing
import TestSupport

extension ProcessSuites.AsDelivered {
  @Suite("An uploaded file of more than a megabyte")
  struct LargeUploadTests {
    @Test("reaches the code whole, also after its interpreter was replaced")
    func large() async throws {
      let server = try ServerProcess.current
      let target = try await server.startUpload(["X-Goog-Upload-Header-Content-Type": "image/png"])
      let bytes = String(repeating: "0123456789", count: 250_001)
      let uploaded = try await server.upload("upload, finalize", target, offset: 0, bytes)
      let file = try uploaded.decoded(UploadedFile.Answer.self).file
      let check = """
        data = open('input_file_0.png', 'rb').read()
        print(len(data), data == b'0123456789' * 250001, flush=True)
        import os; open('input_file_0.png', 'ab').write(b'x'); os._exit(3)
        """
      let body = try GenerateBody(blocks: [check, check]).json()
        .replacing(#""parts":["#, with: #""parts":[{"fileData":{"fileUri":"\#(file.uri)"}},"#)
      let answer = try await server.request(body: body)
      let outputs = try answer.decoded(GenerateAnswer.self).results.map(\.output)
      #expect(outputs.count == 2, "\(answer.text)")
      #expect(outputs.allSatisfy { $0?.hasPrefix("2500010 True\n") == true }, "\(outputs)")
      #expect(try await server.request("DELETE", "/v1beta/" + file.name).status == 200)
    }
  }
}
