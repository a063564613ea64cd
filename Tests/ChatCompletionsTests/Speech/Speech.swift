import GeminiAPI
import Testing

@testable import ChatCompletions

/// What a model says, and what is to be heard.
struct Speech: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  let heard: [SpokenEvent]
  var isCut = false
  var functions: Set = ["get_weather", "now"]
  var runsCode = true
  var readsFences = true
  var noticesStrangers = false

  init(_ name: String, _ text: String, _ heard: SpokenEvent...) {
    (self.name, self.text, self.heard) = (name, text, heard)
  }

  /// What stays as it is.
  static func same(_ name: String, _ text: String) -> Speech { Speech(name, text, .text(text)) }

  var testDescription: String { name }

  var reader: SpeechReader {
    SpeechReader(
      functions: functions,
      runsCode: runsCode,
      readsFences: readsFences,
      codeFunction: "run_python",
      noticesStrangers: noticesStrangers
    )
  }

  func with(_ change: (inout Speech) -> Void) -> Speech {
    var copy = self
    change(&copy)
    return copy
  }

  /// The events of the text in pieces; neighbouring words are joined.
  func events(of pieces: [String]) -> [SpokenEvent] {
    var reader = reader
    var events: [SpokenEvent] = []
    for piece in pieces where !reader.isOver { events += reader.read(piece) }
    events += reader.end(isCut: isCut)
    return events.reduce(into: []) { joined, event in
      switch (joined.last, event) {
      case (.text(let before)?, .text(let text)): joined[joined.count - 1] = .text(before + text)
      case (.thought(let before)?, .thought(let text)): joined[joined.count - 1] = .thought(before + text)
      default: joined.append(event)
      }
    }
  }

  func check() {
    for pieces in Pieces.ways(of: text) {
      let events = events(of: pieces)
      guard events != heard else { continue }
      Issue.record("\(name): \(pieces.count) pieces \(pieces.prefix(2)): \(events), not \(heard)")
      return
    }
  }
}
