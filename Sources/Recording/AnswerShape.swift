import GeminiAPI

/// The shape of answers without their content: each place in their JSON with the kind of its value.
package struct AnswerShape: Sendable {
  /// The most places kept; an answer of a hostile server may have any number.
  private static let maximumPlaces = 10_000

  /// `candidates[].content.parts[].text string`.
  package private(set) var places: Set<String> = []

  package init() {}

  /// Adds an answer, or all events of one.
  package mutating func add(_ interaction: RecordedInteraction) {
    do {
      for document in try interaction.documents() { add(document, at: "") }
    } catch {
      places.insert("no JSON")
    }
  }

  private mutating func add(_ value: JSONValue, at place: String) {
    guard places.count < Self.maximumPlaces else { return }
    switch value {
    case .object(let members):
      for member in members {
        let name = member.key.text.prefix(bytes: 100)
        // The client defines the arguments and answers of its functions.
        if name == "args" || name == "response" { continue }
        add(member.value, at: place.isEmpty ? String(name) : "\(place).\(name)")
      }
    case .array(let elements): for element in elements { add(element, at: place + "[]") }
    case .string: places.insert("\(place) string")
    case .number: places.insert("\(place) number")
    case .bool: places.insert("\(place) flag")
    case .null: places.insert("\(place) null")
    }
  }
}
