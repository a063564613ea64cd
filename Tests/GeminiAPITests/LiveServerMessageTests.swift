import Testing

@testable import GeminiAPI

@Suite("Messages of a Live server")
struct LiveServerMessageTests {
  typealias Message = BidiGenerateContentServerMessage

  static let usage: LiveUsageMetadata = {
    var counts = UsageMetadata(promptTokenCount: 515, candidatesTokenCount: 3, totalTokenCount: 518)
    counts.promptTokensDetails = [ModalityTokenCount(modality: .text, tokenCount: 515)]
    return LiveUsageMetadata(counts, modality: .text)
  }()

  static let cases: [(Message, String)] = [
    (Message(.setupComplete(sessionId: nil)), #"{"setupComplete": {}}"#),
    (Message(.setupComplete(sessionId: "u")), #"{"setupComplete": {"sessionId": "u"}}"#),
    (.content(.init(parts: [.text("Yes")])), #"{"serverContent": {"modelTurn": {"parts": [{"text": "Yes"}]}}}"#),
    (.content(.generationComplete), #"{"serverContent": {"generationComplete": true}}"#),
    (.content(.interrupted), #"{"serverContent": {"interrupted": true}}"#),
    (
      .content(.turnComplete, usage: usage),
      #"{"serverContent": {"turnComplete": true},"usageMetadata": {"promptTokenCount": 515,"responseTokenCount": 3,"#
        + #""totalTokenCount": 518,"promptTokensDetails": [{"modality": "TEXT","tokenCount": 515}],"#
        + #""responseTokensDetails": [{"modality": "TEXT","tokenCount": 3}]}}"#
    ),
    (
      Message(
        .toolCall([FunctionCall(id: "function-call-1", name: "f", args: ["a": 1]), FunctionCall(id: "i", name: "g")])
      ),
      #"{"toolCall": {"functionCalls": [{"name": "f","args": {"a": 1},"id": "function-call-1"},"#
        + #"{"name": "g","args": {},"id": "i"}]}}"#
    ),
    (Message(.toolCallCancellation(["i", "j"])), #"{"toolCallCancellation": {"ids": ["i","j"]}}"#),
    (Message(.goAway(milliseconds: 50_000)), #"{"goAway": {"timeLeft": "50s"}}"#),
    (Message(.goAway(milliseconds: 440)), #"{"goAway": {"timeLeft": "0.440s"}}"#),
    (
      Message(.sessionResumptionUpdate(handle: "h")),
      #"{"sessionResumptionUpdate": {"newHandle": "h","resumable": true}}"#
    ),
    (Message(.sessionResumptionUpdate(handle: nil)), #"{"sessionResumptionUpdate": {}}"#),
    (
      Message(.verbatim([JSONMember("voiceActivity", ["type": "ACTIVITY_START"])])),
      #"{"voiceActivity": {"type": "ACTIVITY_START"}}"#
    ),
  ]

  @Test("are written with the service's keys in its order, and with no false flag", arguments: cases)
  func lines(message: Message, line: String) { #expect(message.lineText == line) }

  @Test("transcriptions have a text")
  func transcriptions() {
    var content = Message.ServerContent()
    (content.inputTranscription, content.outputTranscription) = ("in", "out")
    let line = #"{"serverContent": {"inputTranscription": {"text": "in"},"outputTranscription": {"text": "out"}}}"#
    #expect(Message.content(content).lineText == line)
  }

  @Test("speech counts as tokens of its own kind")
  func audioUsage() {
    let counts = UsageMetadata(promptTokenCount: 1, candidatesTokenCount: 2, totalTokenCount: 3)
    let usage = LiveUsageMetadata(counts, modality: .audio)
    #expect(usage.lineText.hasSuffix(#""responseTokensDetails": [{"modality": "AUDIO","tokenCount": 2}]}"#))
  }
}

@Suite("How a Live session is closed")
struct LiveCloseTests {
  @Test("every canonical code has the code of a close frame", arguments: Status.Code.allCases)
  func everyCode(code: Status.Code) { #expect(LiveClose.codes[code] != nil) }

  static let observed: [(Status, Int, String)] = [
    (
      .invalidArgument("API key not valid. Please pass a valid API key."), 1007,
      "API key not valid. Please pass a valid API key."
    ),
    (
      Status(
        code: .permissionDenied,
        message: "Method doesn't allow unregistered callers (callers without established identity). "
          + "Please use API Key or other form of API consumer identity to call this API."
      ), 1008,
      "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API c"
    ),
    (.noLiveSession, 1008, "BidiGenerateContent session not found"),
    (
      .goAwayIgnored, 1008,
      "Connection aborted because the client failed to close the connection after receiving a GoAway signal once the session durat"
    ),
    (.setupNotFirst, 1007, "setup must be the first message and only the first"),
    (.emptyActivity, 1007, "Precondition check failed."),
    (.internal("Internal error encountered."), 1011, "Internal error encountered."),
    (.unavailable("The service is currently unavailable."), 1011, "The service is currently unavailable."),
    (.deadlineExceeded("x"), 1011, "x"),
    (.resourceExhausted("x"), 1011, "x"),
    (Status(code: .unauthenticated, message: "x"), 1008, "x"),
    (Status(code: .unimplemented, message: "x"), 1008, "x"),
  ]

  @Test("an error has the code and the words that clients of the service saw", arguments: observed)
  func observations(status: Status, code: Int, reason: String) {
    #expect(LiveClose(status) == LiveClose(code: code, reason: reason))
    #expect(LiveClose(status).reason == reason)
  }

  @Test("a reason is cut to what a close frame takes, between two characters")
  func cut() {
    let reason = LiveClose(code: 1007, reason: "a" + String(repeating: "🐙", count: 200)).reason
    #expect(reason == "a" + String(repeating: "🐙", count: 30))
    #expect(reason.utf8.count <= LiveClose.reasonByteCount)
  }
}
