import Foundation
import GeminiAPI
import Logging
import Recording
import Testing

@Suite("A replay")
struct ReplayerTests {
  private static let gemini = "/v1beta/models/gemini-2.5-flash:generateContent"
  private static let vertex = "/v1/projects/p/locations/l/publishers/google/models/gemini-2.5-flash:generateContent"

  private func interaction(
    _ answer: String = "",
    path: String = gemini,
    temperature: Int? = nil,
    instruction: String? = nil,
    test: String? = nil
  ) -> RecordedInteraction {
    var members = [JSONMember("contents", [["parts": [["text": "q"]]]])]
    if let temperature {
      members.append(JSONMember("generationConfig", .object([JSONMember("temperature", .number(temperature))])))
    }
    if let instruction { members.append(JSONMember("system_instruction", .string(instruction))) }
    var interaction = RecordedInteraction(
      method: "POST",
      path: path,
      query: "",
      body: .object(members),
      status: 200,
      contentType: "application/json",
      pieces: [.init(wait: .zero, bytes: Array(answer.utf8))]
    )
    interaction.testName = test
    return interaction
  }

  private func replayer(_ interactions: [RecordedInteraction]) throws -> Replayer {
    let folder = FileManager.default.temporaryDirectory.appending(path: "pollux-replayer-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(RecordingFile.text(interactions)).write(to: folder.appending(path: "a.json"))
    return try Replayer(directory: folder.path)
  }

  private func answer(_ replayer: Replayer, _ question: RecordedInteraction) throws -> String {
    String(decoding: try replayer.answer(to: question, in: "").pieces.flatMap(\.bytes), as: UTF8.self)
  }

  @Test
  func `takes the recording of its surface first, then of its settings and instruction, then of its test`() throws {
    let replayer = try replayer([
      interaction("gemini, hot, b", temperature: 2, test: "b"),
      interaction("vertex, cold", path: Self.vertex, temperature: 0),
      interaction("vertex, told", path: Self.vertex, instruction: "be brief"),
      interaction("gemini, hot, a", temperature: 2, test: "a"),
      interaction("gemini, plain"),
    ])
    #expect(try answer(replayer, interaction(path: Self.vertex, temperature: 0)) == "vertex, cold")
    #expect(try answer(replayer, interaction(path: Self.vertex, instruction: "be brief")) == "vertex, told")
    #expect(try answer(replayer, interaction(temperature: 2, test: "a")) == "gemini, hot, a")
    #expect(try answer(replayer, interaction(temperature: 2, test: "b")) == "gemini, hot, b")
    #expect(try answer(replayer, interaction()) == "gemini, plain")
    // The surface counts more than the settings, the settings more than the test.
    #expect(try answer(replayer, interaction(temperature: 0, test: "b")) == "gemini, hot, b")
    #expect(try answer(replayer, interaction(test: "a")) == "gemini, plain")
  }

  @Test
  func `gives the answers to one question in their order, whatever others are asked between them`() throws {
    let replayer = try replayer([
      interaction("hot 1", temperature: 2), interaction("cold 1", temperature: 0), interaction("hot 2", temperature: 2),
      interaction("cold 2", temperature: 0),
    ])
    let (hot, cold) = (interaction(temperature: 2), interaction(temperature: 0))
    let given = try [hot, cold, cold, hot, hot].map { try answer(replayer, $0) }
    #expect(given == ["hot 1", "cold 1", "cold 2", "hot 2", "hot 2"])
    replayer.reset(namespace: nil)
    #expect(try answer(replayer, hot) == "hot 1")
    // None agrees: the order of the files decides.
    let other = interaction(temperature: 1)
    #expect(try (0..<5).map { _ in try answer(replayer, other) } == ["hot 1", "cold 1", "hot 2", "cold 2", "cold 2"])
  }

  @Test
  func `knows recordings apart that a recorder wrote under one name`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "pollux-replayer-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let silent = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    let recorder = try Recorder(directory: folder.path, logger: silent)
    let told = [
      interaction("y", temperature: 2), interaction("x", temperature: 1, test: "a"), interaction("x", temperature: 3),
      interaction("x", temperature: 3),
    ]
    told.forEach(recorder.add)
    #expect(try RecordingFile.readAll(directory: folder.path) == Array(told.prefix(3)))
    let replayer = try Replayer(directory: folder.path)
    #expect(try answer(replayer, interaction(temperature: 3)) == "x")
  }

  @Test
  func `forgets the namespace that was used longest ago, beyond a bound`() throws {
    let replayer = try replayer([interaction("first", test: "a"), interaction("second", test: "a")])
    func answer(in namespace: String) throws -> String {
      let answer = try replayer.answer(to: interaction(), in: namespace)
      return String(decoding: answer.pieces.flatMap(\.bytes), as: UTF8.self)
    }
    #expect(try ["old", "kept", "old", "kept"].map(answer(in:)) == ["first", "first", "second", "second"])
    for number in 0..<9_999 { _ = try answer(in: "other-\(number)") }
    #expect(try answer(in: "kept") == "second")
    #expect(try answer(in: "old") == "first")
  }
}
