import Foundation
import GeminiAPI
import Logging
import Recording
import Synchronization
import Testing

@Suite struct RecorderTests {
  private func temporary() -> URL {
    FileManager.default.temporaryDirectory.appending(path: "pollux-recorder-\(UUID().uuidString)")
  }

  private static let silent = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

  private func interaction(_ path: String, prompt: String = "", status: Int = 200) -> RecordedInteraction {
    RecordedInteraction(
      method: "POST",
      path: path,
      query: "",
      body: ["contents": [["parts": [["text": .string(prompt)]]]]],
      status: status,
      contentType: "application/json",
      pieces: [.init(wait: .zero, bytes: Array(#"{"a": 1}"#.utf8))]
    )
  }

  @Test(arguments: [
    "/v1beta/models/m:generateContent", "/v1beta/models/a:b/c", "/v1beta/models/m:generateContent/",
    "/v1beta/models/m:../../../../etc/passwd", "/v1beta/models/m:..", "/v1beta/models/m:.hidden", "/v1beta/models/m:",
    "/", "", ":", "/v1beta/models/m:a\u{0}b", "/v1beta/models/m:größe\u{1F600}", "/v1beta/models/m:a b\n\t\\\"*?",
    "/v1beta/models/m:" + String(repeating: "x", count: 4_000),
  ])
  func `a file's name is made, whatever the path`(path: String) throws {
    let folder = temporary()
    defer { try? FileManager.default.removeItem(at: folder) }
    let recorder = try Recorder(directory: folder.path, logger: Self.silent)
    recorder.add(interaction(path, prompt: "../../a/\u{0}\(String(repeating: "\u{1F600}é", count: 9_000)) b"))
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    let name = try #require(names.first)
    #expect(names.count == 1 && name.wholeMatch(of: #/[A-Za-z0-9][A-Za-z0-9-]*\.json/#) != nil, "\(names)")
    #expect(name.utf8.count < 120)
    #expect(
      try RecordingFile.readAll(directory: folder.path) == [
        interaction(
          path,
          prompt: "../../a/\u{0}\(String(repeating: "\u{1F600}é", count: 9_000)) b"
        )
      ]
    )
  }

  @Test func `a name says method and prompt, and no two requests share one`() throws {
    let folder = temporary()
    defer { try? FileManager.default.removeItem(at: folder) }
    let recorder = try Recorder(directory: folder.path, logger: Self.silent)
    let path = "/v1beta/models/gemini-2.5-flash:generateContent"
    recorder.add(interaction(path, prompt: "What is the Average of 1, 2 and 6?"))
    recorder.add(interaction(path, prompt: "What is the Average of 1, 2 and 7?"))
    recorder.add(interaction(path, prompt: "What is the Average of 1, 2 and 7?", status: 429))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names.count == 2)
    #expect(names.allSatisfy { $0.hasPrefix("generateContent-what-is-the-average-of-1-") }, "\(names)")
  }

  @Test func `bytes that are not text come back as they were`() throws {
    let folder = temporary()
    defer { try? FileManager.default.removeItem(at: folder) }
    var answer = interaction("/v1beta/models/m:generateContent")
    answer.pieces = [
      .init(wait: .zero, bytes: [0xff, 0x00, 0xfe]), .init(wait: .zero, bytes: Array("data: {\"a\":1}\r\n\r\n".utf8)),
      .init(wait: .zero, bytes: Array("data: { \"a\": \"data: b\" }\n\n".utf8)),
    ]
    try Recorder(directory: folder.path, logger: Self.silent).add(answer)
    #expect(try RecordingFile.readAll(directory: folder.path) == [answer])
  }

  @Test func `a directory that cannot be written costs no answer, and the log says why`() throws {
    let folder = temporary()
    let messages = LogLines()
    let recorder = try Recorder(directory: folder.path, logger: Logger(label: "test", factory: { _ in messages }))
    try FileManager.default.removeItem(at: folder)
    recorder.add(interaction("/v1beta/models/m:generateContent"))
    #expect(messages.lines.withLock { $0 }.count == 1)
    #expect(messages.lines.withLock { $0.first?.contains(folder.path) } == true)
  }
}
