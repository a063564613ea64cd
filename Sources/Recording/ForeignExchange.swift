import Foundation
import GeminiAPI

/// Why one entry of a foreign file was not imported.
package struct LeftOut: Hashable, Sendable {
  /// The number of the entry, from 1.
  package var number: Int
  /// Its request, `POST https://…` without the query, as far as the file has it.
  package var request: String
  package var reason: String
  /// Whether it does not ask a Gemini model; otherwise something useful is lost.
  package var isForeign: Bool

  package var description: String { "entry \(number)\(request.isEmpty ? "" : " (\(request))"): \(reason)" }
}

/// One exchange as another tool recorded it, whether or not it asks a model.
struct ForeignExchange {
  /// Why it cannot become a recording.
  struct Refusal: Error {
    var reason: String
    var isForeign = false
  }

  var method: String?
  var url: String?
  /// The header `Test-Name`.
  var testName: String?
  var requestBody = ForeignBody.none
  /// `Content-Encoding`, if the tool kept it.
  var requestCoding: String?
  var status: JSONValue?
  var contentType: String?
  var responseBody = ForeignBody.none
  var responseCoding: String?
  /// Why its format already excludes it.
  var refusal: String?

  /// For messages, without the query, which may contain a key.
  var shown: String {
    let address = (url ?? "").prefix { $0 != "?" && $0 != "#" }
    let text = "\(method?.uppercased() ?? "") \(address)".filter { !$0.isNewline && $0 >= " " && $0 != "\u{7f}" }
    return text.prefix(bytes: 200).trimmingCharacters(in: .whitespaces)
  }

  /// - Parameter coding: Decodes the bodies.
  /// - Returns: The exchange as a recording.
  /// - Throws: Why it cannot become one.
  func interaction(decodedBy coding: inout ContentCoding) throws(Refusal) -> RecordedInteraction {
    let (path, query) = try target()
    if let refusal { throw Refusal(reason: refusal) }
    guard let method, !method.isEmpty else { throw Refusal(reason: "it lacks a method") }
    guard method.uppercased() == "POST", RecordedMethod(path: path) != nil else {
      let methods = RecordedMethod.allCases.map(\.rawValue).joined(separator: ", ")
      throw Refusal(reason: "replays answer no such request, but POST of \(methods)")
    }
    guard let status = Self.code(status) else { throw Refusal(reason: "its answer lacks a status from 100 to 599") }
    let body = try request(decodedBy: &coding)
    let answer: [UInt8]
    do throws(ContentCoding.Failure) {
      answer = try responseBody.decoded(by: &coding, responseCoding)
    } catch {
      throw Refusal(reason: "its answer cannot be read: \(error.reason)")
    }
    let isStream = contentType.map(Self.isStream) ?? answer.starts(with: "data:".utf8)
    var interaction = RecordedInteraction(
      method: method.uppercased(),
      path: path,
      query: query,
      body: body,
      status: status,
      contentType: contentType ?? (isStream ? "text/event-stream" : "application/json; charset=UTF-8"),
      pieces: isStream ? Self.events(answer) : [RecordedInteraction.Piece(wait: .zero, bytes: answer)]
    )
    interaction.testName = testName
    return interaction
  }

  private func target() throws(Refusal) -> (path: String, query: String) {
    guard let url, !url.isEmpty else { throw Refusal(reason: "it lacks an address") }
    let rest = url.firstRange(of: "://").map { url[$0.upperBound...].drop { $0 != "/" } } ?? url[...]
    let path = rest.prefix { $0 != "?" }
    guard path.contains(":"), path.contains("models/") else {
      throw Refusal(reason: "it does not ask a Gemini model", isForeign: true)
    }
    let query = rest.dropFirst(path.count + 1).split(separator: "&").filter { item in
      !SecretNames.containsParameter(item.prefix { $0 != "=" })
    }
    return (String(path), query.joined(separator: "&"))
  }

  private func request(decodedBy coding: inout ContentCoding) throws(Refusal) -> JSONValue {
    do {
      let bytes = try requestBody.decoded(by: &coding, requestCoding)
      guard !bytes.isEmpty else { return .object([]) }
      let value = try JSONParser.parse(bytes)
      guard value.members != nil else { throw Refusal(reason: "its request is not a JSON object") }
      return value
    } catch let refusal as Refusal {
      throw refusal
    } catch let failure as ContentCoding.Failure {
      throw Refusal(reason: "its request cannot be read: \(failure.reason)")
    } catch {
      throw Refusal(reason: "its request is not JSON")
    }
  }

  private static func code(_ value: JSONValue?) -> Int? {
    let code: Int? =
      if case .number(let number)? = value { number.integer.map { Int($0) } } else { value?.text.flatMap { Int($0) } }
    return code.flatMap { (100...599).contains($0) ? $0 : nil }
  }

  private static func isStream(_ contentType: String) -> Bool {
    contentType.lowercased().hasPrefix("text/event-stream")
  }

  private static func events(_ bytes: [UInt8]) -> [RecordedInteraction.Piece] {
    SSEParser.events(in: bytes).map { RecordedInteraction.Piece(wait: .zero, bytes: SSEParser.frame($0.data)) }
  }
}
