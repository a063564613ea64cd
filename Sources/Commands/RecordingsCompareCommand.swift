import ArgumentParser
import GeminiAPI
import Recording
import Service
import Upstream

/// `pollux recordings compare`: whether the real service still answers in the recorded form.
struct RecordingsCompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Ask the real service again, and report where its answers have another form.",
    discussion: """
      Every recorded request is sent again. Statuses are compared one by one, and the fields of all answers together, \
      because a model words every answer differently. A line with - is a place in the JSON that only the recordings \
      have, a line with + one that only the new answers have. POLLUX_UPSTREAM_KEY is the key.

      Example:
        POLLUX_UPSTREAM_KEY=… pollux recordings compare recordings --upstream https://generativelanguage.googleapis.com

      Exit codes: 0 the same form, 1 another one, 64 usage, 69 the service cannot be reached.
      """
  )

  @Argument(help: ArgumentHelp("The directory of recordings.", valueName: "directory"))
  var directory: String

  @Option(help: ArgumentHelp("The server to ask.", valueName: "address"))
  var upstream: String

  func run() async throws {
    let server: UpstreamClient
    let interactions: [RecordedInteraction]
    do {
      server = try makeUpstream(upstream)
      interactions = try RecordingFile.readAll(directory: directory)
    } catch {
      Output.failure("\(error)")
      throw ExitCode(64)
    }
    let differences = try await differences(interactions, server)
    for difference in differences { Output.line(difference) }
    Output.line("\(interactions.count) requests, \(differences.count) differences")
    if !differences.isEmpty { throw ExitCode(1) }
  }

  /// The same request with the answer it gets now.
  private func again(
    _ interaction: RecordedInteraction,
    _ server: UpstreamClient
  ) async throws(UpstreamFailure) -> RecordedInteraction {
    let answer = try await server.send(
      method: interaction.method,
      target: interaction.path + (interaction.query.isEmpty ? "" : "?\(interaction.query)"),
      headers: [("Content-Type", "application/json")],
      body: interaction.body.json(pretty: false)
    )
    var again = interaction
    (again.status, again.contentType) = (answer.status, answer.contentType)
    let body = try await answer.collect(upTo: UpstreamAnswer.maximumSize)
    again.pieces = [RecordedInteraction.Piece(wait: .zero, bytes: body)]
    return again
  }

  private func differences(_ interactions: [RecordedInteraction], _ server: UpstreamClient) async throws -> [String] {
    var (then, now) = (AnswerShape(), AnswerShape())
    var differences: [String] = []
    for interaction in interactions {
      do throws(UpstreamFailure) {
        let answer = try await again(interaction, server)
        if answer.status != interaction.status {
          let question = interaction.key.text.prefix(bytes: 200)
          differences.append("\(question): the status was \(interaction.status), is \(answer.status)")
        } else {
          then.add(interaction)
          now.add(answer)
        }
      } catch {
        Output.failure(error.description)
        throw ExitCode(69)
      }
    }
    differences += then.places.subtracting(now.places).sorted().map { "- \($0)" }
    differences += now.places.subtracting(then.places).sorted().map { "+ \($0)" }
    return differences
  }
}
