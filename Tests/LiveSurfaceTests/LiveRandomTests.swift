import GeminiAPI
import Generation
import ModelBackends
import Testing

@testable import LiveSurface

/// Whatever a client and a model say, and in whatever order, a session keeps its rules.
@Suite("A Live session under random messages")
struct LiveRandomTests {
  private static let messages = [
    #"{"clientContent": {"turns": [{"role": "user", "parts": [{"text": "x"}]}], "turnComplete": true}}"#,
    #"{"clientContent": {"turns": [{"role": "model", "parts": [{"text": "y"}]}]}}"#,
    #"{"clientContent": {"turnComplete": false}}"#, #"{"realtimeInput": {"text": "z"}}"#,
    #"{"realtimeInput": {"audio": {"mimeType": "audio/pcm", "data": "AAAA"}}}"#,
    #"{"realtimeInput": {"activityStart": {}}}"#, #"{"realtimeInput": {"activityEnd": {}}}"#,
    #"{"realtimeInput": {"video": {"mimeType": "image/png", "data": "AAAA"}}}"#,
    #"{"toolResponse": {}}"#, #"{"contextUpdate": {"tools": {"tools": []}}}"#,
    #"{"contextUpdate": {"tools": {"tools": [{"functionDeclarations": [{"name": "later", "behavior": "NON_BLOCKING"}]}]}}}"#,
  ]

  private static let setups = [
    LiveCallTests.tools,
    #"{"sessionResumption": {}, "contextWindowCompression": {"triggerTokens": 5, "slidingWindow": {"targetTokens": 2}}}"#,
    #"{"realtimeInputConfig": {"automaticActivityDetection": {"disabled": true}}, "tools": [{"functionDeclarations": [{"name": "later", "behavior": "NON_BLOCKING"}]}]}"#,
  ]

  private static func event(_ random: inout Random) -> GenerationEvent {
    switch Int.random(in: 0..<8, using: &random) {
    case 0: LiveTurnTests.code
    case 1: LiveTurnTests.result("1\n")
    case 2: LiveCallTests.call("f", id: Bool.random(using: &random) ? "c1" : nil)
    case 3, 4: LiveCallTests.call("later")
    case 5: .pause(.zero)
    case 6: .pause(.seconds(1))
    default: .text("t")
    }
  }

  /// - Returns: The run that ended.
  private static func step(_ session: inout LiveDialogue, _ random: inout Random) -> Int? {
    let run = Int.random(in: 0..<10, using: &random) == 0 ? Int.random(in: 0...9, using: &random) : nil
    switch Int.random(in: 0..<10, using: &random) {
    case 0..<4: session.client(messages.randomElement(using: &random) ?? "")
    case 4, 5:
      let schedule = ["", #","scheduling":"SILENT""#, #","scheduling":"INTERRUPT","willContinue":true"#]
      session.answer("c\(Int.random(in: 1...9, using: &random))", schedule.randomElement(using: &random) ?? "")
    case 6:
      let ended = run ?? session.run
      session.end(run: ended)
      return ended
    case 7: session.put(.elapsed(Bool.random(using: &random) ? .setup : .goAway(timeLeft: .seconds(1))))
    default: session.model(event(&random), run: run)
    }
    return nil
  }

  private static func traits(_ random: inout Random) -> LiveTraits {
    var traits = LiveDialogue.halfCascade
    traits.calls =
      [.blocking, .blockingByDefault, .nonBlockingByDefault, .nonBlocking].randomElement(using: &random) ?? .blocking
    traits.typingWhileCalling = Bool.random(using: &random) ? .waits : .interrupts
    traits.typingWhileSpeaking = Bool.random(using: &random) ? .waits : .interrupts
    traits.turnEndsWithCall = Bool.random(using: &random)
    return traits
  }

  @Test("keeps the order of messages, runs one thing at a time, and fails by itself never", arguments: 0..<20)
  func random(seed: UInt64) {
    var random = Random(state: seed)
    var taken = 0
    while taken < 5_000 {
      var session = LiveDialogue(Self.setups.randomElement(using: &random) ?? "{}", traits: Self.traits(&random))
      var rules = Rules()
      for _ in 0..<200 where !session.state.hasEnded {
        if let ended = Self.step(&session, &random) { rules.ended(ended) }
        taken += 1
        rules.check(session.take())
      }
      #expect(rules.broken == nil, "seed \(seed): \(rules.broken ?? "")\n\(rules.seen.joined(separator: "\n"))")
      if rules.broken != nil { return }
    }
  }

  /// What holds for every session, checked by its words.
  private struct Rules {
    private(set) var seen: [String] = []
    private(set) var broken: String?
    private var active: Int?
    private var isInTurn = false

    mutating func ended(_ run: Int) {
      seen.append("(\(run) ended)")
      if active == run { active = nil }
    }

    mutating func check(_ words: [String]) {
      for word in words where broken == nil {
        seen.append(word)
        broken = fault(of: word)
      }
    }

    private mutating func fault(of word: String) -> String? {
      let number = Int(word.split(separator: " ").last ?? "")
      switch word.split(separator: " ").first ?? "" {
      case "begin":
        if active != nil { return "two runs at a time" }
        (active, isInTurn) = (number, true)
      case "cancel":
        if active != number { return "a run is stopped that does not run" }
        active = nil
      case "generationComplete", "generationComplete+usage":
        if !isInTurn { return "a generation ends that was none" }
        if active != nil { return "a generation ends that goes on" }
      case "interrupted":
        if !isInTurn { return "what is interrupted was over" }
      case "turnComplete+usage", "turnComplete": isInTurn = false
      case "text", "code", "result":
        if !isInTurn { return "something is said outside of a turn" }
      case "close":
        if word.hasPrefix("close 1011") { return "an error of its own" }
      default: break
      }
      return nil
    }
  }
}

/// SplitMix64, so that a failure can be repeated.
private struct Random: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
