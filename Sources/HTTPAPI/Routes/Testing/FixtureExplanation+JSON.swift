import GeminiAPI
import Scripting

extension FixtureExplanation {
  /// As `POST /_pollux/explain` has it.
  var json: JSONValue {
    .members([
      "answeredBy": .text(answering),
      "prompt": .string(prompt),
      "fixtures": .array(
        entries.map { entry in
          .members([
            "name": .string(entry.name), "location": .string("\(entry.location)"), "state": .string(entry.state),
            "checks": .array(entry.checks.map(\.json)),
          ])
        }
      ),
    ])
  }
}
